package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Schema;
import java.time.Duration;
import java.util.Arrays;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Moves the events that repeat an earlier one of their source partition to their chunk's
 * duplicates: the same key, event times at most {@code within} apart, and a tidemark before the
 * kept one's event time + {@code within}. The earliest position is kept.
 *
 * <p>Like SQL's UNIQUE, an event with a NULL in its key equals no other: it is always kept, and
 * never remembered. Dead letters are no events: they are neither duplicates nor what is repeated.
 * Copies in different partitions are not told apart.
 *
 * <p>Deterministic: a function of each partition's arrivals and their tidemarks, in the order of
 * their positions, whatever the order they come in. Unbounded chunks of a partition, numbered from
 * 0, come out in their order, at their timestamps ({@link DropInSequenceFn} tells of the state and
 * the watermark): one shuffle of chunks. Bounded ones must come partition by partition, each in its
 * order, see {@link DropInOrderFn}: no shuffle.
 */
public final class DropDuplicates extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  private final int[] by;
  private final DedupRule rule;

  private DropDuplicates(int[] by, DedupRule rule) {
    this.by = by;
    this.rule = rule;
  }

  /**
   * @param by where the columns of the key stand among the events' cells
   * @param within more than 0 ms
   */
  public static DropDuplicates of(int[] by, Duration within) {
    if (by.length == 0) {
      throw new IllegalArgumentException("a key of no columns");
    }
    return new DropDuplicates(by.clone(), new DedupRule(within.toMillis()));
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    ChunkCoder chunks = (ChunkCoder) input.getCoder();
    Schema schema = chunks.schema();
    CellsCoder keys = CellsCoder.of(Schema.of(Arrays.stream(by).mapToObj(schema::field).toList()));
    if (input.isBounded() == IsBounded.BOUNDED) {
      return input.apply("DropInOrder", ParDo.of(new DropInOrderFn(by, rule))).setCoder(chunks);
    }
    return input
        .apply("KeyByPartition", WithKeys.of(Chunk::partition))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), chunks))
        .apply("DropInSequence", ParDo.of(new DropInSequenceFn(by, rule, chunks, keys)))
        .setCoder(chunks);
  }

  /** The key of {@code event}, or null where a cell of it is. */
  static @Nullable Cells keyOf(Event event, int[] by) {
    for (int column : by) {
      if (event.cells().get(column) == null) {
        return null;
      }
    }
    return event.cells().select(by);
  }
}
