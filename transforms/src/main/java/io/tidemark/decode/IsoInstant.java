package io.tidemark.decode;

import java.nio.charset.StandardCharsets;

/**
 * Reads the one common form of a timestamp, {@code 2026-11-01T12:00:00.123Z}, straight from its
 * bytes, and to the same microsecond as a {@code DateTimeFormatter}.
 */
final class IsoInstant {
  /** What is read of a text of another form, of none, or outside of the years 1 to 9999. */
  static final long OTHER = Long.MIN_VALUE;

  private static final int SECONDS_END = 19;
  private static final int MOST_FRACTION_DIGITS = 9;
  private static final int MICROS_DIGITS = 6;
  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };
  private static final long DAYS_BEFORE_1970 = 719_162;

  private IsoInstant() {}

  static long micros(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return micros(bytes, 0, bytes.length);
  }

  /** Microseconds since the epoch, finer digits cut off, or {@link #OTHER}. */
  static long micros(byte[] text, int from, int to) {
    if (to - from <= SECONDS_END
        || text[to - 1] != 'Z'
        || text[from + 4] != '-'
        || text[from + 7] != '-'
        || text[from + 10] != 'T'
        || text[from + 13] != ':'
        || text[from + 16] != ':') {
      return OTHER;
    }
    int year = digits(text, from, from + 4);
    int month = digits(text, from + 5, from + 7);
    int day = digits(text, from + 8, from + 10);
    int hour = digits(text, from + 11, from + 13);
    int minute = digits(text, from + 14, from + 16);
    int second = digits(text, from + 17, from + SECONDS_END);
    int micros = fraction(text, from + SECONDS_END, to - 1);
    boolean numbers = (year | month | day | hour | minute | second | micros) >= 0;
    if (!numbers || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) {
      return OTHER;
    }
    long seconds = epochDay(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second;
    return seconds * 1_000_000 + micros;
  }

  private static boolean isDay(int year, int month, int day) {
    return year >= 1
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + leapDay(year, month);
  }

  private static int leapDay(int year, int month) {
    return month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0;
  }

  private static long epochDay(int year, int month, int day) {
    int before = year - 1;
    int leapDays = before / 4 - before / 100 + before / 400 + (month > 2 ? leapDay(year, 2) : 0);
    return before * 365L + leapDays + DAYS_BEFORE_MONTH[month - 1] + day - 1 - DAYS_BEFORE_1970;
  }

  /** The microseconds of what stands between the seconds and the Z, or -1. */
  private static int fraction(byte[] text, int from, int to) {
    if (from == to) {
      return 0;
    }
    int digits = to - from - 1;
    if (text[from] != '.' || digits < 1 || digits > MOST_FRACTION_DIGITS) {
      return -1;
    }
    int fraction = digits(text, from + 1, to);
    for (int i = digits; i < MICROS_DIGITS; i++) {
      fraction *= 10;
    }
    for (int i = MICROS_DIGITS; i < digits && fraction > 0; i++) {
      fraction /= 10;
    }
    return fraction;
  }

  /** The number there, or -1 where something is no digit. */
  private static int digits(byte[] text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
