package io.tidemark.scenario;

import io.tidemark.scenario.MovingHosts.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hits about the times at which hosts move, none of them late. */
final class MovingHits {
  private static final List<String> HOSTS = List.of("a", "b", "c", "stranger");
  private static final Duration PAST = Duration.ofSeconds(40);
  private static final Duration STEP = Duration.ofMillis(100);

  /** From a move, in the order in which they are sent. */
  private static final List<Integer> MILLIS = List.of(1, -1, 0, 400, -300, 150, 201, 200, 199);

  private MovingHits() {}

  /** Those of the time before {@code end}, out of order. */
  static List<Hit> past(Instant end) {
    Random random = new Random(31);
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < PAST.dividedBy(STEP); i++) {
      Instant time =
          end.minus(PAST).plus(STEP.multipliedBy(i)).minusMillis(1 + random.nextInt(1_900));
      String host = HOSTS.get(random.nextInt(HOSTS.size()));
      hits.add(new Hit(i % GeoPipeline.PARTITIONS, "past-" + i, time, host, random.nextInt(1_000)));
    }
    return hits;
  }

  /** Of every host and in every partition, at a move, a millisecond before it and around it. */
  static List<Hit> around(Instant move, String id) {
    List<Hit> hits = new ArrayList<>();
    for (int millis : MILLIS) {
      for (String host : HOSTS) {
        for (int partition = 0; partition < GeoPipeline.PARTITIONS; partition++) {
          String unique = id + "-" + host + "-" + partition + "-" + millis;
          hits.add(new Hit(partition, unique, move.plusMillis(millis), host, 7));
        }
      }
    }
    return hits;
  }

  /** Those after which every window that ends by {@code end} is closed. */
  static List<Hit> closing(Instant end) {
    List<Hit> hits = new ArrayList<>();
    for (int partition = 0; partition < GeoPipeline.PARTITIONS; partition++) {
      Instant time = end.plus(MovingHosts.OUT_OF_ORDERNESS);
      hits.add(new Hit(partition, "closing-" + partition, time, "c", 1));
    }
    return hits;
  }
}
