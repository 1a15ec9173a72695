package io.tidemark.decode;

import io.tidemark.decode.DecodedField.TimestampFormat;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads timestamps: ISO-8601 with a zone, a declared pattern, or a number of units since the epoch.
 * Digits finer than a microsecond are cut off, since no sink holds them; what lies outside the
 * years 1 to 9999 is refused, since no sink takes it.
 */
final class TimestampReader implements Serializable {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");
  private static final Map<String, Integer> DIGITS_TO_MICROS =
      Map.of("seconds", 6, "millis", 3, "micros", 0, "nanos", -3);
  private static final int MOST_DIGITS = 40;
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXXXX][XXXX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  private final @Nullable String unit;
  private final @Nullable String pattern;
  private final @Nullable ZoneId zone;
  private transient @Nullable DateTimeFormatter formatter;

  private TimestampReader(@Nullable String unit, @Nullable String pattern, @Nullable ZoneId zone) {
    this.unit = unit;
    this.pattern = pattern;
    this.zone = zone;
  }

  /** An unknown unit or a wrong pattern is an IllegalArgumentException. */
  static TimestampReader of(@Nullable TimestampFormat format) {
    String unit = format == null ? null : format.unit();
    if (unit != null && !DIGITS_TO_MICROS.containsKey(unit)) {
      throw new IllegalArgumentException("no unit of time: " + unit);
    }
    TimestampReader reader =
        new TimestampReader(
            unit, format == null ? null : format.pattern(), format == null ? null : format.zone());
    reader.formatter();
    return reader;
  }

  /** Whether it reads numbers, else texts. */
  boolean readsNumbers() {
    return unit != null;
  }

  /** Whether it reads ISO-8601. */
  boolean readsIso() {
    return unit == null && pattern == null;
  }

  static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
  }

  String expected() {
    if (unit != null) {
      return "a timestamp: a number of " + unit + " since 1970";
    }
    String zoned = zone == null ? " with a zone" : "";
    return pattern == null
        ? "a timestamp: ISO-8601" + zoned + ", such as 2026-11-01T12:00:00Z"
        : "a timestamp" + zoned + " of the pattern " + pattern;
  }

  Instant number(BigDecimal number) throws UnreadableCellException {
    if (unit == null || tooLong(number)) {
      throw UnreadableCellException.expected(Found.number(number.toString()), expected());
    }
    BigDecimal micros =
        number.scaleByPowerOfTen(DIGITS_TO_MICROS.get(unit)).setScale(0, RoundingMode.FLOOR);
    BigDecimal[] parts = micros.divideAndRemainder(BigDecimal.valueOf(1_000_000));
    if (parts[0].precision() > 15) {
      throw UnreadableCellException.expected(Found.number(number.toString()), expected());
    }
    Instant instant =
        Instant.ofEpochSecond(parts[0].longValueExact())
            .plus(parts[1].longValueExact(), ChronoUnit.MICROS);
    return inRange(instant, number.toString());
  }

  private static boolean tooLong(BigDecimal number) {
    return Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS;
  }

  Instant text(String text) throws UnreadableCellException {
    long common = pattern == null ? IsoInstant.micros(text) : IsoInstant.OTHER;
    if (common != IsoInstant.OTHER) {
      return ofMicros(common);
    }
    try {
      TemporalAccessor parsed =
          formatter().parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
      if (parsed instanceof ZonedDateTime zoned) {
        return inRange(zoned.toInstant(), text);
      }
      if (zone == null) {
        throw new UnreadableCellException(
            "is " + Found.text(text) + ", which names no zone, expected " + expected());
      }
      LocalDateTime local =
          parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
      return inRange(local.atZone(zone).toInstant(), text);
    } catch (DateTimeException e) {
      throw UnreadableCellException.expected(Found.text(text), expected());
    }
  }

  private static Instant inRange(Instant instant, String text) throws UnreadableCellException {
    if (instant.isBefore(FIRST) || !instant.isBefore(AFTER_LAST)) {
      throw UnreadableCellException.expected(
          Found.number(text), "a timestamp within the years 1 to 9999");
    }
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private DateTimeFormatter formatter() {
    DateTimeFormatter made = formatter;
    if (made == null) {
      made = pattern == null ? ISO : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      formatter = made;
    }
    return made;
  }
}
