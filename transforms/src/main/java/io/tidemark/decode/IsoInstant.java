package io.tidemark.decode;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the one common form of a timestamp, {@code 2026-11-01T12:00:00.123Z}, about ten times as
 * fast as a {@code DateTimeFormatter}, and to the same instant.
 */
final class IsoInstant {
  private static final int SECONDS_END = 19;
  private static final int MOST_FRACTION_DIGITS = 9;

  private IsoInstant() {}

  /** The instant, or null where the text is of another form, or of none. */
  static @Nullable Instant parse(String text) {
    int length = text.length();
    if (length <= SECONDS_END
        || text.charAt(length - 1) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return null;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, SECONDS_END);
    int nanos = length == SECONDS_END + 1 ? 0 : nanos(text, length - 1);
    boolean numbers = (year | month | day | hour | minute | second | nanos) >= 0;
    if (!numbers || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return Instant.ofEpochSecond(days * 86_400L + hour * 3_600L + minute * 60L + second, nanos);
  }

  private static boolean isDay(int year, int month, int day) {
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= Month.of(month).length(Year.isLeap(year));
  }

  private static int nanos(String text, int end) {
    int digits = end - SECONDS_END - 1;
    if (text.charAt(SECONDS_END) != '.' || digits < 1 || digits > MOST_FRACTION_DIGITS) {
      return -1;
    }
    int nanos = digits(text, SECONDS_END + 1, end);
    for (int i = digits; i < MOST_FRACTION_DIGITS; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /** The number there, or -1 where something is no digit. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
