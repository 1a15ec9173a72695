package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Drops the duplicates of bounded chunks, which come as they are read: each partition whole, in its
 * sequence, within one bundle. No runner promises that order, though all keep it between steps
 * without a shuffle: a chunk out of sequence is an error, never a guess.
 *
 * <p>No shuffle. In memory is what can still be repeated: what was kept while the watermark of a
 * partition moved by the rule's within + outOfOrderness.
 */
final class DropInOrderFn extends DoFn<Chunk, Chunk> {
  private final int[] by;
  private final DedupRule rule;
  private transient Map<String, Kept> partitions;

  DropInOrderFn(int[] by, DedupRule rule) {
    this.by = by;
    this.rule = rule;
    this.partitions = new HashMap<>();
  }

  @StartBundle
  public void start() {
    partitions = new HashMap<>();
  }

  @ProcessElement
  public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) {
    Kept kept = partitions.computeIfAbsent(chunk.partition(), partition -> new Kept());
    if (chunk.sequence() != kept.next) {
      throw new IllegalStateException(
          "chunk %d of %s came where %d was to come: duplicates cannot be told apart"
              .formatted(chunk.sequence(), chunk.partition(), kept.next));
    }
    kept.next++;
    List<Event> events = new ArrayList<>(chunk.events().size());
    List<Event> duplicates = new ArrayList<>(chunk.duplicates());
    for (Event event : chunk.events()) {
      Cells key = DropDuplicates.keyOf(event, by);
      if (key == null || kept.keeps(key, event, rule)) {
        events.add(event);
      } else {
        duplicates.add(event);
      }
    }
    out.output(chunk.parted(events, duplicates));
  }

  @FinishBundle
  public void finish() {
    partitions = new HashMap<>();
  }

  /** What an event of a partition can repeat. */
  private static final class Kept {
    private final Map<Cells, List<Long>> times = new HashMap<>();
    private final Deque<KeyAndTime> oldestFirst = new ArrayDeque<>();
    private long next;

    boolean keeps(Cells key, Event event, DedupRule rule) {
      while (!oldestFirst.isEmpty() && !rule.lives(oldestFirst.peek().time(), event.tidemark())) {
        forget(oldestFirst.remove());
      }
      List<Long> known = times.computeIfAbsent(key, k -> new ArrayList<>(1));
      if (rule.repeats(event, known)) {
        return false;
      }
      known.add(event.time());
      oldestFirst.add(new KeyAndTime(key, event.time()));
      return true;
    }

    private void forget(KeyAndTime oldest) {
      List<Long> known = times.getOrDefault(oldest.key(), List.of());
      known.remove(oldest.time());
      if (known.isEmpty()) {
        times.remove(oldest.key());
      }
    }

    private record KeyAndTime(Cells key, Long time) {}
  }
}
