package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SerializationUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The steps by which {@link WriteToIceberg} turns rows into files, and files into a commit. */
final class IcebergSteps {
  private IcebergSteps() {}

  /** Deals rows out to a few shards, a thousand at a time, so that little traffic is few files. */
  static final class ChooseShardFn extends DoFn<Cells, KV<Integer, Cells>> {
    private static final int EVENT_SHARDS = 4;
    private static final int ROWS_IN_A_ROW = 1000;

    private final int shards;
    private transient int count;

    ChooseShardFn(Table table) {
      this.shards = table.kind() == Table.Kind.EVENTS ? EVENT_SHARDS : 1;
    }

    @Setup
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void setup() {
      count = ThreadLocalRandom.current().nextInt(EVENT_SHARDS) * ROWS_IN_A_ROW;
    }

    @ProcessElement
    public void process(@Element Cells row, OutputReceiver<KV<Integer, Cells>> out) {
      count = (count + 1) % (EVENT_SHARDS * ROWS_IN_A_ROW);
      out.output(KV.of(count / ROWS_IN_A_ROW % shards, row));
    }
  }

  /** Opens the table when it is first needed. */
  private abstract static class TableFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
    private final ConnectionSpec.Iceberg connection;
    private final String name;
    private final Schema schema;
    private final boolean staged;
    private transient @Nullable IcebergTable place;

    TableFn(SinkSpec.Iceberg spec, Table table, boolean staged) {
      this.connection = spec.connection();
      this.name = spec.table();
      this.schema = table.schema();
      this.staged = staged;
    }

    Schema schema() {
      return schema;
    }

    boolean staged() {
      return staged;
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

  /** Writes the rows of one shard and firing into files that no snapshot names yet. */
  static final class WriteFilesFn
      extends TableFn<KV<Integer, Iterable<Cells>>, KV<Integer, byte[]>> {
    WriteFilesFn(SinkSpec.Iceberg spec, Table table, boolean staged) {
      super(spec, table, staged);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Cells>> shard, OutputReceiver<KV<Integer, byte[]>> out)
        throws IOException {
      org.apache.iceberg.Table into = load();
      try (WriteDataFiles files = WriteDataFiles.into(into)) {
        for (Cells row : shard.getValue()) {
          files.write(IcebergRows.record(into.schema(), schema(), row));
        }
        for (DataFile file : files.complete()) {
          out.output(KV.of(0, SerializationUtil.serializeToBytes(file)));
        }
      }
    }
  }

  /** Adds the files to the table; of a stage they are all that it holds. */
  static final class CommitFn extends TableFn<KV<Integer, Iterable<byte[]>>, Void> {
    /** The first file of a commit: what tells a repeated one. */
    private static final String COMMIT = "tidemark.commit";

    private static final int REMEMBERED = 100;

    CommitFn(SinkSpec.Iceberg spec, Table table, boolean staged) {
      super(spec, table, staged);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> gathered) {
      List<DataFile> files = new ArrayList<>();
      for (byte[] file : gathered.getValue()) {
        files.add(SerializationUtil.deserializeFromBytes(file));
      }
      String first =
          files.stream().map(file -> file.path().toString()).sorted().findFirst().orElse("");
      org.apache.iceberg.Table into = load();
      if (staged()) {
        OverwriteFiles replace = into.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        files.forEach(replace::addFile);
        replace.commit();
      } else if (!committed(into, first)) {
        AppendFiles append = into.newAppend().set(COMMIT, first);
        files.forEach(append::appendFile);
        append.commit();
      }
    }

    private static boolean committed(org.apache.iceberg.Table into, String first) {
      int looked = 0;
      for (Snapshot snapshot : SnapshotUtil.currentAncestors(into)) {
        if (first.equals(snapshot.summary().get(COMMIT))) {
          return true;
        }
        if (++looked == REMEMBERED) {
          return false;
        }
      }
      return false;
    }
  }
}
