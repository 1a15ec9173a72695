package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Hits of which many are sent again: in the same partition or another, at once, after {@link
 * #WITHIN} to the millisecond, or much later; among lines that are refused. And what must become of
 * them, as the contract words it. The same in every run.
 */
final class CopyTraffic {
  static final int PARTITIONS = 3;
  static final Duration WITHIN = Duration.ofMinutes(2);
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);
  private static final int LINES = 1_500;
  private static final Instant BEGIN = Instant.parse("2024-03-01T23:00:00Z");

  /** So that a file is read in several polls. */
  private static final String PADDING = "x".repeat(1_000);

  private CopyTraffic() {}

  /**
   * One arrival.
   *
   * @param id null: it cannot be read
   * @param status from 900 on the check refuses it
   */
  record Hit(@Nullable String id, Instant time, int status) {
    byte[] line() {
      return id == null
          ? "{broken".getBytes(UTF_8)
          : "{\"id\":\"%s\",\"ts\":\"%s\",\"status\":%d,\"note\":\"%s\"}"
              .formatted(id, time, status, PADDING)
              .getBytes(UTF_8);
    }
  }

  /**
   * What must become of the arrivals.
   *
   * @param kept their positions, sorted
   * @param hits by start of the window of five minutes
   */
  record Outcome(
      long arrivals, long deadLetters, long duplicates, List<String> kept, Map<String, Long> hits) {

    /** The lines that end a run. */
    List<String> summary() {
      return List.of(
          "arrivals %,d = dead letters %,d + duplicates %,d + kept %,d; too late for a window 0"
              .formatted(arrivals, deadLetters, duplicates, kept.size()),
          "view events: kept %1$,d = filtered 0 + accepted %1$,d + too late 0"
              .formatted(kept.size()),
          "view hits: kept %1$,d = filtered 0 + accepted %1$,d + too late 0"
              .formatted(kept.size()));
    }
  }

  /** The lines of each partition. */
  static List<List<Hit>> partitions() {
    Random random = new Random(4711);
    List<List<Hit>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Hit> sent = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        Instant time = BEGIN.plusSeconds(2L * i - random.nextInt(20));
        int kind = random.nextInt(20);
        sent.add(kind < 6 && !sent.isEmpty() ? again(random, sent, time) : fresh(kind, i, time));
      }
      partitions.add(sent);
    }
    return partitions;
  }

  /** The ids are the same in every partition. */
  private static Hit fresh(int kind, int i, Instant time) {
    return switch (kind) {
      case 6 -> new Hit(null, time, 200);
      case 7 -> new Hit("hit-" + i, time, 999);
      default -> new Hit("hit-" + i, time, 200);
    };
  }

  /** In letters of another case, which the derived key levels. */
  private static Hit again(Random random, List<Hit> sent, Instant now) {
    Hit one = sent.get(Math.max(0, sent.size() - 1 - random.nextInt(120)));
    String id = one.id() == null ? null : one.id().toUpperCase(Locale.ROOT);
    Instant time =
        switch (random.nextInt(6)) {
          case 0 -> now;
          case 1 -> one.time().plus(WITHIN);
          case 2 -> one.time().plus(WITHIN).plusMillis(1);
          case 3 -> one.time().minus(WITHIN);
          default -> one.time();
        };
    return new Hit(id, time, 200);
  }

  /**
   * @param names of the partitions
   * @param firstOffset of a partition's first line
   */
  static Outcome outcome(List<String> names, long firstOffset) {
    List<String> kept = new ArrayList<>();
    Map<String, Long> hits = new TreeMap<>();
    long deadLetters = 0;
    long duplicates = 0;
    List<List<Hit>> partitions = partitions();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Hit> keptHere = new ArrayList<>();
      Instant tidemark = Instant.MIN;
      long offset = firstOffset;
      for (Hit hit : partitions.get(partition)) {
        Instant before = tidemark;
        if (hit.id() != null) {
          Instant reached = hit.time().minus(OUT_OF_ORDERNESS);
          tidemark = reached.isAfter(tidemark) ? reached : tidemark;
        }
        if (hit.id() == null || hit.status() >= 900) {
          deadLetters++;
        } else if (keptHere.stream().anyMatch(k -> repeats(hit, before, k))) {
          duplicates++;
        } else {
          keptHere.add(hit);
          kept.add(names.get(partition) + "@" + offset);
          long minutes = Math.floorDiv(hit.time().getEpochSecond(), 300L) * 5;
          hits.merge(Instant.ofEpochSecond(minutes * 60).toString(), 1L, Long::sum);
        }
        offset++;
      }
    }
    return new Outcome(
        (long) PARTITIONS * LINES, deadLetters, duplicates, kept.stream().sorted().toList(), hits);
  }

  private static boolean repeats(Hit hit, Instant tidemark, Hit kept) {
    return String.valueOf(hit.id()).equalsIgnoreCase(kept.id())
        && Duration.between(hit.time(), kept.time()).abs().compareTo(WITHIN) <= 0
        && tidemark.isBefore(kept.time().plus(WITHIN));
  }
}
