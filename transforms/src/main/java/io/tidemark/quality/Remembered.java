package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;

/**
 * What the events of one partition can still repeat, in the state of the runner: by key the times
 * of what was kept, and by chunk the keys that it kept, so that they are forgotten a chunk at a
 * time, in the order that they came, without a scan.
 *
 * <p>A chunk is forgotten when the newest of its events cannot be repeated any more. Since that
 * event has moved the partition's watermark to at least its time - outOfOrderness, what is
 * remembered at any time is what was kept while the watermark moved by the rule's within +
 * outOfOrderness.
 */
final class Remembered {
  private final DedupRule rule;
  private final MapState<Cells, List<Long>> times;
  private final MapState<Long, KV<Long, List<Cells>>> chunks;
  private final ValueState<KV<Long, Long>> oldest;
  private final List<Cells> added = new ArrayList<>();
  private long newest = Long.MIN_VALUE;

  /**
   * @param times by key, event times
   * @param chunks by sequence, the newest event time of what the chunk kept, and its keys
   * @param oldest the first of {@code chunks}: its sequence and newest event time
   */
  Remembered(
      DedupRule rule,
      MapState<Cells, List<Long>> times,
      MapState<Long, KV<Long, List<Cells>>> chunks,
      ValueState<KV<Long, Long>> oldest) {
    this.rule = rule;
    this.times = times;
    this.chunks = chunks;
    this.oldest = oldest;
  }

  /** Whether {@code event} repeats none; it is remembered then. */
  boolean keeps(Cells key, Event event) {
    List<Long> known = times.get(key).read();
    if (known != null && rule.repeats(event, known)) {
      return false;
    }
    if (rule.lives(event.time(), event.tidemark())) {
      List<Long> live = known == null ? new ArrayList<>(1) : live(known, event.tidemark());
      live.add(event.time());
      times.put(key, live);
      added.add(key);
      newest = Math.max(newest, event.time());
    }
    return true;
  }

  /** Ends the chunk of that sequence, whose last event was read at {@code tidemark}. */
  void endChunk(long sequence, long tidemark) {
    KV<Long, Long> first = oldest.read();
    if (!added.isEmpty()) {
      chunks.put(sequence, KV.of(newest, List.copyOf(added)));
      if (first == null) {
        first = KV.of(sequence, newest);
        oldest.write(first);
      }
    }
    if (first != null && !rule.lives(first.getValue(), tidemark)) {
      forget(first, sequence, tidemark);
    }
    added.clear();
    newest = Long.MIN_VALUE;
  }

  private void forget(KV<Long, Long> first, long last, long tidemark) {
    for (long sequence = first.getKey(); sequence <= last; sequence++) {
      KV<Long, List<Cells>> chunk = chunks.get(sequence).read();
      if (chunk != null && rule.lives(chunk.getKey(), tidemark)) {
        oldest.write(KV.of(sequence, chunk.getKey()));
        return;
      }
      if (chunk != null) {
        chunk.getValue().forEach(key -> forget(key, tidemark));
        chunks.remove(sequence);
      }
    }
    oldest.clear();
  }

  private void forget(Cells key, long tidemark) {
    List<Long> known = times.get(key).read();
    List<Long> live = known == null ? List.of() : live(known, tidemark);
    if (live.isEmpty()) {
      times.remove(key);
    } else {
      times.put(key, live);
    }
  }

  private List<Long> live(List<Long> known, long tidemark) {
    List<Long> live = new ArrayList<>(known.size() + 1);
    for (long time : known) {
      if (rule.lives(time, tidemark)) {
        live.add(time);
      }
    }
    return live;
  }
}
