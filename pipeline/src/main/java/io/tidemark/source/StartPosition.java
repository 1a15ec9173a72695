package io.tidemark.source;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a reading without a checkpoint starts.
 *
 * @param time of {@link Kind#TIME} alone
 */
record StartPosition(Kind kind, @Nullable Instant time) implements Serializable {
  static final StartPosition RESUME = new StartPosition(Kind.RESUME, null);
  static final StartPosition EARLIEST = new StartPosition(Kind.EARLIEST, null);
  static final StartPosition LATEST = new StartPosition(Kind.LATEST, null);

  /** The kinds of start. */
  enum Kind {
    /** Where the group's committed offsets are, else the earliest. */
    RESUME,
    EARLIEST,
    LATEST,
    /** The first arrival at or after a time, else the end. */
    TIME
  }

  static StartPosition parse(String text) {
    return switch (text) {
      case "resume" -> RESUME;
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> new StartPosition(Kind.TIME, instant(text));
    };
  }

  private static Instant instant(String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "start is %s, expected resume, earliest, latest or a time such as 2026-11-01T12:00:00Z"
              .formatted(text),
          e);
    }
  }
}
