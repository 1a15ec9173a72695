package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Packs the rows of a bundle into blocks of up to a thousand and deals the blocks out to shards: a
 * shard is filled with a block before the next one gets any, so that little traffic is few files. A
 * block has the earliest timestamp of its rows, so that it holds the watermark back for all.
 * Expects the global window.
 *
 * <p>Cost: a row is encoded once; what follows is paid once a block.
 */
final class PackRows extends PTransform<PCollection<Cells>, PCollection<KV<Integer, List<Cells>>>> {
  private final Schema schema;
  private final int shards;

  private PackRows(Schema schema, int shards) {
    this.schema = schema;
    this.shards = shards;
  }

  static PackRows into(int shards, Schema schema) {
    return new PackRows(schema, shards);
  }

  @Override
  public PCollection<KV<Integer, List<Cells>>> expand(PCollection<Cells> rows) {
    return rows.apply("Pack", ParDo.of(new PackFn(shards)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ListCoder.of(CellsCoder.of(schema))));
  }

  private static final class PackFn extends DoFn<Cells, KV<Integer, List<Cells>>> {
    private static final int ROWS_A_BLOCK = 1000;

    private final int shards;
    private transient int dealt;
    private transient List<Cells> block = new ArrayList<>();
    private transient Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;

    PackFn(int shards) {
      this.shards = shards;
    }

    @Setup
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void setup() {
      dealt = ThreadLocalRandom.current().nextInt(shards * ROWS_A_BLOCK);
    }

    @StartBundle
    public void start() {
      block = new ArrayList<>();
      earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @ProcessElement
    public void process(
        @Element Cells row, @Timestamp Instant time, OutputReceiver<KV<Integer, List<Cells>>> out) {
      block.add(row);
      earliest = time.isBefore(earliest) ? time : earliest;
      dealt++;
      if (dealt % ROWS_A_BLOCK == 0) {
        out.outputWithTimestamp(KV.of(shard(dealt - 1), block), earliest);
        start();
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      if (!block.isEmpty()) {
        context.output(KV.of(shard(dealt - 1), block), earliest, GlobalWindow.INSTANCE);
        start();
      }
    }

    private int shard(int row) {
      return Math.floorMod(row / ROWS_A_BLOCK, shards);
    }

    /** A block may be older than the row that it is put out with. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }
  }
}
