package io.tidemark.quality;

import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What is kept and what is a duplicate, word by word as the contract has it. */
final class DedupOracle {
  private DedupOracle() {}

  /** {@code kept}, {@code duplicate} or {@code dead}, and the position, of each arrival. */
  static List<String> verdicts(List<Chunk> chunks, Duration within) {
    List<String> verdicts = new ArrayList<>();
    List<Event> kept = new ArrayList<>();
    for (Chunk chunk : chunks) {
      for (Event event : chunk.events()) {
        boolean duplicate = kept.stream().anyMatch(k -> repeats(event, k, within.toMillis()));
        if (!duplicate) {
          kept.add(event);
        }
        verdicts.add((duplicate ? "duplicate " : "kept ") + event.position());
      }
      chunk.deadLetters().forEach(d -> verdicts.add("dead " + d.arrival().position()));
    }
    return verdicts;
  }

  private static boolean repeats(Event event, Event kept, long within) {
    Object key = event.cells().get(0);
    return key != null
        && key.equals(kept.cells().get(0))
        && event.position().partition().equals(kept.position().partition())
        && event.time() <= kept.time() + within
        && event.time() >= kept.time() - within
        && event.tidemark() < kept.time() + within;
  }

  /** What a step said of each arrival of {@code chunk}, in the form of {@link #verdicts}. */
  static List<String> verdicts(Chunk chunk) {
    return Stream.of(
            chunk.events().stream().map(event -> "kept " + event.position()),
            chunk.duplicates().stream().map(event -> "duplicate " + event.position()),
            chunk.deadLetters().stream().map(letter -> "dead " + letter.arrival().position()))
        .flatMap(verdict -> verdict)
        .toList();
  }

  /**
   * A partition of few hosts in whole seconds, so that ties are common: out of order by up to 6 s,
   * sometimes idle, sometimes far behind or without a host.
   */
  static List<Chunk> random(String partition, long seed, int chunks) {
    Random random = new Random(seed);
    Chunks built = Chunks.of(partition);
    long watermark = Event.BEFORE_ALL;
    long clock = Timeline.at("12:00:00");
    for (int i = 0; i < chunks; i++) {
      for (int arrivals = 1 + random.nextInt(6); arrivals > 0; arrivals--) {
        built.tidemark(watermark);
        int kind = random.nextInt(20);
        if (kind == 0) {
          built.broken();
          continue;
        }
        long behind = kind == 1 ? random.nextInt(40) : random.nextInt(7);
        long time = clock - 1000 * behind;
        built.event(kind == 2 ? null : "h" + random.nextInt(4), time);
        watermark = Math.max(watermark, time - 5_000);
        clock += 1000L * random.nextInt(3);
      }
      if (random.nextInt(8) == 0) {
        clock += 1000L * random.nextInt(30);
        watermark = Math.max(watermark, clock - 5_000);
      }
      built.end();
    }
    return built.list();
  }
}
