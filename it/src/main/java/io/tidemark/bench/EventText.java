package io.tidemark.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/** Events as JSON of about 250 bytes, made without a formatter: it would take longer than Kafka. */
final class EventText {
  static final int ERROR = 503;
  private static final int OK = 200;

  /** One event of so many is an error. */
  private static final int ERROR_IN = 20;

  private static final long TWELVE_DIGITS = 1_000_000_000_000L;

  private final SplittableRandom random;
  private final StringBuilder text = new StringBuilder(300);
  private long second = Long.MIN_VALUE;
  private String beforeMillis = "";

  EventText(SplittableRandom random) {
    this.random = random;
  }

  /** One that an event may have. */
  int anyStatus() {
    return random.nextInt(ERROR_IN) == 0 ? ERROR : OK;
  }

  byte[] write(long id, long time, int key, int status) {
    text.setLength(0);
    text.append("{\"event_id\":\"");
    digits(id, 12).append('-');
    digits(random.nextLong(TWELVE_DIGITS), 12).append("\",\"event_time\":\"");
    time(time).append("\",\"host\":\"host-");
    digits(key, 6).append(".example.com\",\"url\":\"/products/").append(random.nextInt(100_000));
    text.append("/reviews?page=").append(random.nextInt(20)).append("\",\"ip\":\"10.");
    text.append(random.nextInt(256)).append('.').append(random.nextInt(256)).append('.');
    text.append(random.nextInt(256)).append("\",\"status\":");
    text.append(status).append(",\"bytes\":");
    text.append(random.nextInt(100_000));
    text.append(",\"referrer\":\"https://www.example.org/search?q=");
    digits(random.nextLong(TWELVE_DIGITS), 12).append("&page=1\"}");
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private StringBuilder digits(long number, int count) {
    long unit = 1;
    for (int i = 1; i < count; i++) {
      unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
      text.append((char) ('0' + number / unit % 10));
    }
    return text;
  }

  private StringBuilder time(long millis) {
    if (millis / 1_000 != second) {
      second = millis / 1_000;
      String whole = Instant.ofEpochSecond(second).toString();
      beforeMillis = whole.substring(0, whole.length() - 1) + '.';
    }
    text.append(beforeMillis);
    return digits(millis % 1_000, 3).append('Z');
  }
}
