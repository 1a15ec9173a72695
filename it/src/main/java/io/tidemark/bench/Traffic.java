package io.tidemark.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Web traffic of twelve and a half minutes of event time, which went by an hour ago: JSON events of
 * about 250 bytes, of hosts that all have about as many, each up to ten seconds older than those
 * before it in its partition, so that none is late. The same arguments give the same events.
 *
 * @param keys how many hosts there are
 * @param begin the start of a window
 */
record Traffic(long events, int keys, Instant begin) {
  static final int PARTITIONS = 4;
  static final int WINDOWS = 3;

  /** The columns of an event, as a spec has them. */
  static final String FIELDS =
      "{event_id: string, event_time: timestamp, host: string, url: string, ip: string,"
          + " status: long, bytes: long, referrer: string}";

  /** The same as Flink SQL has them. */
  static final String SQL_COLUMNS =
      "event_id STRING, event_time TIMESTAMP_LTZ(3), host STRING, url STRING, ip STRING,"
          + " status BIGINT, `bytes` BIGINT, referrer STRING";

  private static final Duration SPAN = Duration.ofSeconds(750);
  private static final int DISORDER_MILLIS = 10_000;
  private static final int ERROR_IN = 20;

  static Traffic of(long events, int keys) {
    long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    return new Traffic(events, keys, Instant.ofEpochMilli(hourAgo - hourAgo % Job.WINDOW_MILLIS));
  }

  /**
   * Writes every event, in order, and then to each partition one that closes all windows.
   *
   * @param to takes the partition and the event
   * @return what the right answer is
   */
  Answers write(BiConsumer<Integer, byte[]> to) {
    Answers answers = new Answers(begin, keys);
    SplittableRandom random = new SplittableRandom(keys);
    Text text = new Text();
    for (long i = 0; i < events; i++) {
      long millis = Math.max(0, i * SPAN.toMillis() / events - random.nextInt(DISORDER_MILLIS));
      int key = random.nextInt(keys);
      answers.count(key, millis);
      to.accept((int) (i % PARTITIONS), text.event(i, begin.toEpochMilli() + millis, key, random));
    }
    long end = begin.plus(SPAN.multipliedBy(2)).toEpochMilli();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      to.accept(partition, text.event(events + partition, end, 0, random));
    }
    return answers;
  }

  static String host(int key) {
    return "host-%06d.example.com".formatted(key);
  }

  /** Events as text, made without a formatter: it would take longer than the broker. */
  private static final class Text {
    private final StringBuilder text = new StringBuilder(300);
    private long second = Long.MIN_VALUE;
    private String beforeMillis = "";

    byte[] event(long id, long time, int key, SplittableRandom random) {
      text.setLength(0);
      text.append("{\"event_id\":\"");
      digits(id, 12).append('-');
      digits(random.nextLong(1_000_000_000_000L), 12).append("\",\"event_time\":\"");
      time(time).append("\",\"host\":\"host-");
      digits(key, 6).append(".example.com\",\"url\":\"/products/").append(random.nextInt(100_000));
      text.append("/reviews?page=").append(random.nextInt(20)).append("\",\"ip\":\"10.");
      text.append(random.nextInt(256)).append('.').append(random.nextInt(256)).append('.');
      text.append(random.nextInt(256)).append("\",\"status\":");
      text.append(random.nextInt(ERROR_IN) == 0 ? 503 : 200).append(",\"bytes\":");
      text.append(random.nextInt(100_000));
      text.append(",\"referrer\":\"https://www.example.org/search?q=");
      digits(random.nextLong(1_000_000_000_000L), 12).append("&page=1\"}");
      return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private StringBuilder digits(long number, int count) {
      long above = 1;
      for (int i = 1; i < count; i++) {
        above *= 10;
      }
      for (long unit = above; unit > 0; unit /= 10) {
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
}
