package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.expressions.Expressions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The steps by which {@link WriteToIceberg} turns rows into files, and files into a stage. */
final class IcebergSteps {
  private IcebergSteps() {}

  /** Opens the table when it is first needed. */
  private abstract static class TableFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
    private final ConnectionSpec.Iceberg connection;
    private final String name;
    private final boolean staged;
    private transient @Nullable IcebergTable place;

    TableFn(SinkSpec.Iceberg spec, boolean staged) {
      this.connection = spec.connection();
      this.name = spec.table();
      this.staged = staged;
    }

    org.apache.iceberg.Table load() {
      IcebergTable open = place;
      if (open == null) {
        open = IcebergTable.open(connection, name);
        place = open;
      }
      return staged ? open.loadStage() : open.load();
    }

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() throws IOException {
      IcebergTable open = place;
      if (open != null) {
        open.close();
      }
    }
  }

  /**
   * Writes the rows of one shard and firing into files that no snapshot names yet, each file sorted
   * by the time that its rows belong to a slice by. Holds up to a quarter of a million rows.
   */
  static final class WriteFilesFn
      extends TableFn<KV<Integer, Iterable<List<Cells>>>, KV<Integer, WrittenFiles>> {
    private static final int ROWS_A_RUN = 250_000;
    private static final int NONE = -1;

    private final Schema schema;
    private final int time;
    private final int partition;
    private final int offset;

    WriteFilesFn(SinkSpec.Iceberg spec, Table table, boolean staged) {
      super(spec, staged);
      this.schema = table.schema();
      this.time = table.timeColumn().map(schema::indexOf).orElse(NONE);
      boolean positions = schema.has("source_partition") && schema.has("source_offset");
      this.partition = positions ? schema.indexOf("source_partition") : NONE;
      this.offset = positions ? schema.indexOf("source_offset") : NONE;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<List<Cells>>> shard,
        OutputReceiver<KV<Integer, WrittenFiles>> out)
        throws IOException {
      org.apache.iceberg.Table into = load();
      String operation = UUID.randomUUID().toString();
      List<DataFile> files = new ArrayList<>();
      Map<String, KV<Long, Long>> positions = new HashMap<>();
      List<Cells> run = new ArrayList<>();
      int runs = 0;
      for (List<Cells> block : shard.getValue()) {
        run.addAll(block);
        if (run.size() >= ROWS_A_RUN) {
          files.addAll(write(run, into, operation, runs++, positions));
          run = new ArrayList<>();
        }
      }
      if (!run.isEmpty()) {
        files.addAll(write(run, into, operation, runs, positions));
      }
      out.output(KV.of(0, WrittenFiles.of(operation, files, positions)));
    }

    private List<DataFile> write(
        List<Cells> rows,
        org.apache.iceberg.Table into,
        String operation,
        int run,
        Map<String, KV<Long, Long>> positions)
        throws IOException {
      if (time != NONE) {
        rows.sort(
            Comparator.comparing(this::time, Comparator.nullsFirst(Comparator.naturalOrder())));
      }
      try (WriteDataFiles files = WriteDataFiles.into(into, operation, run)) {
        for (Cells row : rows) {
          files.write(IcebergRows.record(into.schema(), schema, row));
          if (partition != NONE) {
            positions.merge(
                String.valueOf(row.get(partition)), range(row.get(offset)), WrittenFiles::span);
          }
        }
        return files.complete();
      }
    }

    private @Nullable Instant time(Cells row) {
      return row.get(time) instanceof Instant instant ? instant : null;
    }

    private static KV<Long, Long> range(@Nullable Object offset) {
      if (offset instanceof Long number) {
        return KV.of(number, number);
      }
      throw new IllegalStateException("a row without its offset");
    }
  }

  /** Makes the files all that the stage holds, in one snapshot. */
  static final class FillStageFn extends TableFn<KV<Integer, Iterable<WrittenFiles>>, Void> {
    FillStageFn(SinkSpec.Iceberg spec) {
      super(spec, true);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<WrittenFiles>> gathered) {
      OverwriteFiles replace = load().newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
      for (WrittenFiles written : gathered.getValue()) {
        written.dataFiles().forEach(replace::addFile);
      }
      replace.commit();
    }
  }
}
