package io.tidemark.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit, as a spec writes them; empty for a text that is none. */
final class Quantity {
  static final String DURATION = "a duration such as 500ms, 15s, 10m, 1h or 1d";
  static final String SIZE = "a size such as 64KB, 128MB or 1GB";
  static final String SHARE = "a share such as 50%";

  private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,9})(B|KB|MB|GB)");
  private static final Pattern SHARE_TEXT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%");
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,17}");

  private Quantity() {}

  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION_TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  /** Bytes; a KB is 1024 of them. */
  static Optional<Long> size(String text) {
    Matcher matcher = SIZE_TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int shift =
        switch (matcher.group(2)) {
          case "B" -> 0;
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Optional.of(Long.parseLong(matcher.group(1)) << shift);
  }

  /** From 0 to 1. */
  static Optional<Double> share(String text) {
    Matcher matcher = SHARE_TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double share = new BigDecimal(matcher.group(1)).movePointLeft(2).doubleValue();
    return share <= 1 ? Optional.of(share) : Optional.empty();
  }

  /** A whole number; {@code 0123} is a text. */
  static Optional<Long> whole(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}
