package io.tidemark.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Web traffic of twelve and a half minutes of event time: JSON events of about 250 bytes, of hosts
 * that all have about as many, each up to ten seconds older than those before it in its partition,
 * so that none is late. The same arguments give the same events.
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

  /** One that ended less than an hour ago. */
  static Traffic recent(long events, int keys) {
    long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    return new Traffic(events, keys, Instant.ofEpochMilli(hourAgo - hourAgo % Job.WINDOW_MILLIS));
  }

  /** One of the middle of a day. */
  static Traffic on(LocalDate day, long events, int keys) {
    return new Traffic(events, keys, day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC));
  }

  /**
   * Writes every event, in order.
   *
   * @param to takes the partition and the event
   * @return what the right answer is
   */
  Answers write(BiConsumer<Integer, byte[]> to) {
    Answers answers = new Answers(begin, keys);
    SplittableRandom random = new SplittableRandom(keys);
    EventText text = new EventText(random);
    for (long i = 0; i < events; i++) {
      long millis = Math.max(0, i * SPAN.toMillis() / events - random.nextInt(DISORDER_MILLIS));
      int key = random.nextInt(keys);
      answers.count(key, millis);
      to.accept(
          (int) (i % PARTITIONS),
          text.write(i, begin.toEpochMilli() + millis, key, text.anyStatus()));
    }
    return answers;
  }

  /** An event of so much later that every window is over. */
  byte[] closing() {
    long end = begin.plus(SPAN.multipliedBy(2)).toEpochMilli();
    EventText text = new EventText(new SplittableRandom(keys));
    return text.write(events, end, 0, text.anyStatus());
  }

  static String host(int key) {
    return "host-%06d.example.com".formatted(key);
  }
}
