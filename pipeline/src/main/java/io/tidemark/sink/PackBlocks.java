package io.tidemark.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Packs the elements of a bundle into blocks of up to a thousand, each for one shard; within a
 * shard in the order in which they came. A block has the earliest timestamp of the bundle so far,
 * so that it holds the watermark back for all that is in it. Expects the global window.
 *
 * <p>Cost: an element is encoded once; what follows is paid once a block.
 */
final class PackBlocks<T> extends PTransform<PCollection<T>, PCollection<KV<Integer, List<T>>>> {
  private static final int BLOCK = 1000;

  private final int shards;
  private final SerializableFunction<T, Integer> shardOf;

  private PackBlocks(int shards, SerializableFunction<T, Integer> shardOf) {
    this.shards = shards;
    this.shardOf = shardOf;
  }

  /** Fills a block of one shard before the next one gets any, so that little traffic is few. */
  static <T> PackBlocks<T> dealt(int shards) {
    return new PackBlocks<>(shards, new Deal<>(shards));
  }

  /** Elements of which {@code hash} says the same are of the same shard. */
  static <T> PackBlocks<T> by(int shards, SerializableFunction<T, Integer> hash) {
    return new PackBlocks<>(shards, element -> Math.floorMod(hash.apply(element), shards));
  }

  @Override
  public PCollection<KV<Integer, List<T>>> expand(PCollection<T> elements) {
    return elements
        .apply("Pack", ParDo.of(new PackFn<>(shards, shardOf)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ListCoder.of(elements.getCoder())));
  }

  private static final class Deal<T> implements SerializableFunction<T, Integer> {
    private static final long serialVersionUID = 1L;

    private final int shards;
    private int dealt = ThreadLocalRandom.current().nextInt(BLOCK * BLOCK);

    Deal(int shards) {
      this.shards = shards;
    }

    @Override
    public Integer apply(T element) {
      return Math.floorMod(dealt++ / BLOCK, shards);
    }
  }

  private static final class PackFn<T> extends DoFn<T, KV<Integer, List<T>>> {
    private final SerializableFunction<T, Integer> shardOf;
    private final int shards;
    private transient List<List<T>> blocks = new ArrayList<>();
    private transient Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;

    PackFn(int shards, SerializableFunction<T, Integer> shardOf) {
      this.shards = shards;
      this.shardOf = shardOf;
    }

    @StartBundle
    public void start() {
      blocks = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        blocks.add(new ArrayList<>());
      }
      earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @ProcessElement
    public void process(
        @Element T element, @Timestamp Instant time, OutputReceiver<KV<Integer, List<T>>> out) {
      earliest = time.isBefore(earliest) ? time : earliest;
      int shard = shardOf.apply(element);
      List<T> block = blocks.get(shard);
      block.add(element);
      if (block.size() == BLOCK) {
        out.outputWithTimestamp(KV.of(shard, block), earliest);
        blocks.set(shard, new ArrayList<>());
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (int shard = 0; shard < shards; shard++) {
        if (!blocks.get(shard).isEmpty()) {
          context.output(KV.of(shard, blocks.get(shard)), earliest, GlobalWindow.INSTANCE);
        }
      }
      start();
    }

    /** A block may be older than the element that it is put out with. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }
  }
}
