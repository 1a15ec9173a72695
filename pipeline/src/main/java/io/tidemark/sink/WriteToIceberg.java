package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.iceberg.exceptions.ValidationException;
import org.joda.time.Duration;

/**
 * Rows in a table of an Iceberg catalog, format version 2, Parquet: of a windowed view one row a
 * pane, retracted ones with null measures; of the others one row an event or position.
 *
 * <p>Guarantee in streaming: exactly once. Files are written every {@code commitEvery}, and
 * committed with one snapshot when a completed checkpoint holds them, see {@link CommitStable};
 * what was committed before is recognized, see {@link CommitFiles}. Where a runner has no
 * checkpoints, as Direct, they are committed at once. In batch: exactly once. Rows wait in a table
 * {@code NAME__tidemark_stage}; {@link #publish} puts them in the place of the slice's rows with
 * one snapshot, and keeps the generation of what they replace. Each snapshot's summary says how
 * complete the table is, see {@link Commits}.
 *
 * <p>Data files are written by Iceberg's own writers: Beam's IcebergIO 2.67 passes partitions on as
 * paths, and so changes text with other characters than letters in an identity partition, null
 * included; it caches tables by name for all catalogs of a process; and it cuts microseconds off.
 *
 * <p>Costs one shuffle of the rows, a thousand at a time, and one worker that commits.
 */
public final class WriteToIceberg implements Sink {
  private static final Duration COMMIT_EVERY = Duration.standardSeconds(10);
  private static final int EVENT_SHARDS = 4;
  private static final int ANSWER_SECONDS = 15;

  private final SinkSpec.Iceberg spec;
  private final Table table;
  private final String pipeline;

  private WriteToIceberg(SinkSpec.Iceberg spec, Table table, String pipeline) {
    this.spec = spec;
    this.table = table;
    this.pipeline = pipeline;
  }

  /**
   * Asks no catalog.
   *
   * @param pipeline its name, which every snapshot bears
   */
  static WriteToIceberg of(SinkSpec.Iceberg spec, Table table, String pipeline)
      throws SpecException {
    try {
      PartitionTransforms.parse(spec.partitionBy(), IcebergRows.schema(table));
    } catch (IllegalArgumentException e) {
      throw SpecException.at(spec.place(), String.valueOf(e.getMessage()));
    }
    return new WriteToIceberg(spec, table, pipeline);
  }

  /** Something that is asked of the catalog. */
  private interface Question<T> {
    T ask(IcebergTable place) throws IOException;
  }

  @Override
  public void check() throws SpecException, UnreachableException {
    Optional<String> difference = launch(place -> place.difference(table));
    if (difference.isPresent()) {
      throw SpecException.at(spec.place(), difference.get());
    }
  }

  @Override
  public void create() throws SpecException, UnreachableException {
    launch(
        place -> {
          place.create(spec, table);
          return true;
        });
  }

  @Override
  public void stage() throws SpecException, UnreachableException {
    launch(
        place -> {
          place.createStage();
          return true;
        });
  }

  @Override
  public void publish(Slice slice) throws UnreachableException {
    try (IcebergTable place = IcebergTable.open(spec.connection(), spec.table())) {
      new PublishIceberg(place, table, pipeline, slice).publish();
    } catch (IOException e) {
      throw unreachable(String.valueOf(e.getMessage()), e);
    }
  }

  /** Asks in a thread of its own: catalogs differ in how long they try. */
  private <T> T launch(Question<T> question) throws SpecException, UnreachableException {
    FutureTask<T> answer =
        new FutureTask<>(
            () -> {
              try (IcebergTable place = IcebergTable.open(spec.connection(), spec.table())) {
                return question.ask(place);
              }
            });
    Thread thread = new Thread(answer, "launch-iceberg-sink");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw unreachable("no answer within " + ANSWER_SECONDS + " s", e);
    } catch (ExecutionException e) {
      String message = String.valueOf(e.getCause().getMessage());
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause() instanceof ValidationException) {
        throw SpecException.at(spec.place(), describe() + ": " + message);
      }
      throw unreachable(message, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted", e);
    }
  }

  private UnreachableException unreachable(String message, Exception cause) {
    return new UnreachableException(describe() + " is not reachable: " + message, cause);
  }

  /** Names the catalog, not its address, which may hold a password. */
  private String describe() {
    String type = spec.connection().catalog().getOrDefault("type", "custom");
    return "Iceberg table %s in the %s catalog %s"
        .formatted(spec.table(), type, spec.connection().name());
  }

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(spec, table, pipeline);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final SinkSpec.Iceberg spec;
    private final Table table;
    private final String pipeline;

    WriteRows(SinkSpec.Iceberg spec, Table table, String pipeline) {
      this.spec = spec;
      this.table = table;
      this.pipeline = pipeline;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      boolean staged = rows.isBounded() == IsBounded.BOUNDED;
      PCollection<KV<Integer, List<Cells>>> blocks =
          rows.apply("PackRows", PackBlocks.dealt(shards()));
      if (!staged) {
        blocks = blocks.apply("FireEveryCommit", firing());
      }
      PCollection<KV<Integer, WrittenFiles>> files =
          blocks
              .apply("GroupByShard", GroupByKey.create())
              .apply("WriteDataFiles", ParDo.of(new IcebergSteps.WriteFilesFn(spec, table, staged)))
              .setCoder(KvCoder.of(VarIntCoder.of(), WrittenFiles.coder()));
      if (staged) {
        files
            .apply("GatherDataFiles", GroupByKey.create())
            .apply("FillStage", ParDo.of(new IcebergSteps.FillStageFn(spec)));
        return WrittenRows.all(rows.getPipeline());
      }
      files.apply(
          "CommitDataFiles", CommitStable.by(new CommitFiles(spec, pipeline, table.output())));
      return WrittenRows.all(rows.getPipeline());
    }

    /** Several workers write events; what else there is is less. */
    private int shards() {
      return table.kind() == Table.Kind.EVENTS ? EVENT_SHARDS : 1;
    }

    /** Rows that wait hold the watermark back, so that a commit knows what it is complete to. */
    private Window<KV<Integer, List<Cells>>> firing() {
      Duration every =
          spec.commitEvery().map(d -> Duration.millis(d.toMillis())).orElse(COMMIT_EVERY);
      return Window.<KV<Integer, List<Cells>>>configure()
          .triggering(
              Repeatedly.forever(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(every)))
          .withTimestampCombiner(TimestampCombiner.EARLIEST)
          .discardingFiredPanes();
    }
  }
}
