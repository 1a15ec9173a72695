package io.tidemark.enrich;

import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The events of a partition that wait for a load, in the state of their key, and the hold of the
 * watermark at the least tidemark of them.
 *
 * <p>The hold is the output timestamp of an event-time timer that fires at the end of the input. It
 * is taken away by moving it there, not by clearing the timer: Beam 2.70 clears none on Flink.
 */
final class HeldChunks {
  private static final Instant END = GlobalWindow.INSTANCE.maxTimestamp();

  private final BagState<Chunk> chunks;
  private final ValueState<KV<Long, Long>> least;
  private final Timer hold;
  private final Timer wake;
  private final Duration pause;

  /**
   * @param least the least timestamp and the least event time of what is held; null: nothing is
   * @param pause until {@code wake} asks again
   */
  HeldChunks(
      BagState<Chunk> chunks,
      ValueState<KV<Long, Long>> least,
      Timer hold,
      Timer wake,
      Duration pause) {
    this.chunks = chunks;
    this.least = least;
    this.hold = hold;
    this.wake = wake;
    this.pause = pause;
  }

  /** Its timestamp as an element: that of its first event. */
  static Instant timestamp(Chunk chunk) {
    return Instant.ofEpochMilli(chunk.events().get(0).tidemark());
  }

  /** The events of {@code chunk} that {@code load} covers, or those that it does not. */
  static List<Event> events(Chunk chunk, Load load, boolean covered) {
    List<Event> some = new ArrayList<>();
    for (Event event : chunk.events()) {
      if (load.covers(event.time()) == covered) {
        some.add(event);
      }
    }
    return some;
  }

  /** Keeps {@code events} of {@code chunk}, in their order. */
  void add(Chunk chunk, List<Event> events) {
    KV<Long, Long> before = least.read();
    KV<Long, Long> now = keep(before, chunk, events);
    least.write(now);
    if (before == null || now.getKey() < before.getKey()) {
      hold.withOutputTimestamp(Instant.ofEpochMilli(now.getKey())).set(END);
    }
    if (before == null) {
      wakeLater(now);
    }
  }

  /**
   * Takes out what {@code load} covers, and keeps the rest. Costs one small read of the state where
   * it covers nothing.
   */
  List<Chunk> take(Load load) {
    KV<Long, Long> before = least.read();
    if (before == null) {
      return List.of();
    }
    if (!load.covers(before.getValue())) {
      wakeLater(before);
      return List.of();
    }
    List<Chunk> held = all();
    chunks.clear();
    KV<Long, Long> after = null;
    List<Chunk> taken = new ArrayList<>();
    for (Chunk chunk : held) {
      List<Event> covered = events(chunk, load, true);
      if (!covered.isEmpty()) {
        taken.add(of(chunk, covered));
      }
      List<Event> later = events(chunk, load, false);
      if (!later.isEmpty()) {
        after = keep(after, chunk, later);
      }
    }
    settle(after);
    return taken;
  }

  /** The latest event time of what is held. */
  long latest() {
    long latest = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    for (Chunk chunk : chunks.read()) {
      for (Event event : chunk.events()) {
        latest = Math.max(latest, event.time());
      }
    }
    return latest;
  }

  private List<Chunk> all() {
    List<Chunk> held = new ArrayList<>();
    chunks.read().forEach(held::add);
    return held;
  }

  private KV<Long, Long> keep(@Nullable KV<Long, Long> before, Chunk chunk, List<Event> events) {
    Chunk kept = of(chunk, events);
    chunks.add(kept);
    long timestamp = timestamp(kept).getMillis();
    long time = events.stream().mapToLong(Event::time).min().orElseThrow();
    return before == null
        ? KV.of(timestamp, time)
        : KV.of(Math.min(timestamp, before.getKey()), Math.min(time, before.getValue()));
  }

  private void settle(@Nullable KV<Long, Long> after) {
    if (after == null) {
      least.clear();
      hold.withOutputTimestamp(END).set(END);
      wake.clear();
    } else {
      least.write(after);
      hold.withOutputTimestamp(Instant.ofEpochMilli(after.getKey())).set(END);
      wakeLater(after);
    }
  }

  private void wakeLater(KV<Long, Long> held) {
    wake.withOutputTimestamp(Instant.ofEpochMilli(held.getKey())).offset(pause).setRelative();
  }

  private static Chunk of(Chunk chunk, List<Event> events) {
    return Chunk.of(chunk.partition(), chunk.sequence(), events, List.of());
  }
}
