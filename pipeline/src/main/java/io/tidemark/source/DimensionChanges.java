package io.tidemark.source;

import io.tidemark.enrich.DimensionSource.Read;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which rows of a table may have changed since the last read of it, told by its column updatedAt.
 *
 * <p>A row gets its updatedAt when it is written and is seen when its transaction is committed, so
 * a read looks back {@link #OVERLAP} further than the newest updatedAt that the last one saw: a
 * transaction that took no longer loses nothing. It never looks back from a time that is newer than
 * the last read itself, so that one row from the future does not hide those after it.
 *
 * <ul>
 *   <li>{@code timestamptz}, {@code timestamp}, {@code date}: as said, a date in whole days
 *   <li>an integer, of any unit, which grows with every change: all from the newest one that was
 *       seen by a read that began {@link #OVERLAP} before the last one; while there is no such
 *       read, every row
 * </ul>
 */
final class DimensionChanges {
  /** The longest that a transaction may take between writing a row and its commit. */
  static final Duration OVERLAP = Duration.ofMinutes(10);

  private static final Map<String, Kind> KINDS =
      Map.of(
          "timestamptz", Kind.INSTANT,
          "timestamp", Kind.LOCAL,
          "date", Kind.DATE,
          "int2", Kind.WHOLE,
          "int4", Kind.WHOLE,
          "int8", Kind.WHOLE,
          "smallserial", Kind.WHOLE,
          "serial", Kind.WHOLE,
          "bigserial", Kind.WHOLE);

  private enum Kind {
    INSTANT,
    LOCAL,
    DATE,
    WHOLE
  }

  /**
   * @param newest updatedAt of all rows seen: an integer as it is, a time in microseconds since the
   *     epoch; {@link Long#MIN_VALUE}: none
   */
  private record Seen(long startedAt, long newest) implements Serializable {}

  private final Kind kind;
  private final String column;
  private final List<Seen> seen;

  private DimensionChanges(Kind kind, String column, List<Seen> seen) {
    this.kind = kind;
    this.column = column;
    this.seen = seen;
  }

  /**
   * What changed after {@code previous}.
   *
   * @param column the column updatedAt, quoted
   * @param type what Postgres calls the column's type
   * @return empty: no column of that type tells
   */
  static Optional<DimensionChanges> after(@Nullable Read previous, String column, String type) {
    List<Seen> seen = new ArrayList<>();
    if (previous != null && previous.mark() instanceof List<?> mark) {
      mark.forEach(entry -> seen.add((Seen) entry));
    }
    return Optional.ofNullable(KINDS.get(type))
        .map(kind -> new DimensionChanges(kind, column, seen));
  }

  /** SQL of updatedAt as {@link #mark} takes it; NULL for an infinite time. */
  String number() {
    return kind == Kind.WHOLE
        ? column + "::bigint"
        : "CASE WHEN isfinite(%s) THEN (extract(epoch FROM %s) * 1000000)::bigint END"
            .formatted(column, column);
  }

  /** SQL that holds for the rows that may have changed; empty: every row may. */
  Optional<String> condition() {
    return from().map(from -> "(%s >= %s OR %s IS NULL)".formatted(column, from, column));
  }

  private Optional<String> from() {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    Seen last = seen.get(seen.size() - 1);
    if (kind == Kind.WHOLE) {
      return before(last.startedAt())
          .filter(read -> read.newest() != Long.MIN_VALUE)
          .map(read -> "'" + read.newest() + "'::bigint");
    }
    if (last.newest() == Long.MIN_VALUE) {
      return Optional.empty();
    }
    Instant newest = Instant.EPOCH.plus(last.newest(), ChronoUnit.MICROS);
    Instant read = Instant.ofEpochMilli(last.startedAt());
    LocalDateTime from =
        LocalDateTime.ofInstant(newest.isBefore(read) ? newest : read, ZoneOffset.UTC)
            .minus(OVERLAP);
    return Optional.of(
        switch (kind) {
          case INSTANT -> "TIMESTAMPTZ '" + from + "Z'";
          case LOCAL -> "TIMESTAMP '" + from + "'";
          default -> "DATE '" + LocalDate.from(from) + "'";
        });
  }

  /** The last read that began the overlap before {@code time}. */
  private Optional<Seen> before(long time) {
    return seen.stream()
        .filter(read -> read.startedAt() <= time - OVERLAP.toMillis())
        .reduce((earlier, later) -> later);
  }

  /**
   * The mark of the read that began at {@code startedAt}.
   *
   * @param newest updatedAt, as {@link #number} tells it, of the rows that it returned
   */
  Serializable mark(long startedAt, long newest) {
    long newestOfAll =
        seen.isEmpty() ? newest : Math.max(newest, seen.get(seen.size() - 1).newest());
    ArrayList<Seen> kept = new ArrayList<>();
    if (kind == Kind.WHOLE) {
      long needed = before(startedAt).map(Seen::startedAt).orElse(Long.MIN_VALUE);
      seen.stream().filter(read -> read.startedAt() >= needed).forEach(kept::add);
    }
    kept.add(new Seen(startedAt, newestOfAll));
    return kept;
  }
}
