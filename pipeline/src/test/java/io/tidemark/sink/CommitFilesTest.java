package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Iterables;
import io.tidemark.model.Cells;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.values.KV;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each group of rows is in the table once, whatever is committed again and whoever else writes. */
class CommitFilesTest {
  private static final String LINEAGE = "a";

  @TempDir Path warehouse;
  private SinkSpec.Iceberg spec;

  @BeforeEach
  void createTable() throws Exception {
    spec =
        new SinkSpec.Iceberg(
            new ConnectionSpec.Iceberg(
                "lake", Map.of("type", "hadoop", "warehouse", warehouse.toString())),
            "web.t",
            List.of(),
            128L << 20,
            Optional.empty(),
            Map.of(),
            SinkRows.PLACE);
    Sink.of(spec, SinkRows.EVENTS, "web").create();
  }

  private Table load() {
    return new HadoopCatalog(new Configuration(), warehouse.toString())
        .loadTable(TableIdentifier.of("web", "t"));
  }

  private void commit(List<Group<WrittenFiles>> groups) throws IOException {
    try (CommitFiles commit = new CommitFiles(spec, "web", "events")) {
      commit.commit(0, LINEAGE, 0, groups);
    }
  }

  /** A group of one event at each of the offsets. */
  private Group<WrittenFiles> group(long number, long... offsets) throws IOException {
    String operation = UUID.randomUUID().toString();
    try (WriteDataFiles files = WriteDataFiles.into(load(), operation, 0)) {
      for (long offset : offsets) {
        Cells event = SinkRows.event(0, "h", offset);
        files.write(IcebergRows.record(load().schema(), SinkRows.EVENTS.schema(), event));
      }
      Map<String, KV<Long, Long>> positions =
          Map.of("p", KV.of(offsets[0], offsets[offsets.length - 1]));
      return new Group<>(
          number, SinkRows.NOON, WrittenFiles.of(operation, files.complete(), positions));
    }
  }

  private List<Long> offsets() throws IOException {
    List<Long> offsets = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(load()).build()) {
      rows.forEach(row -> offsets.add((Long) row.getField("source_offset")));
    }
    return offsets.stream().sorted().toList();
  }

  /** What a maintenance job does: the same rows, in one new file. */
  private void compact() throws IOException {
    Table table = load();
    RewriteFiles rewrite = table.newRewrite();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles();
        CloseableIterable<Record> rows = IcebergGenerics.read(table).build();
        WriteDataFiles files = WriteDataFiles.into(table)) {
      for (Record row : rows) {
        files.write(row);
      }
      tasks.forEach(task -> rewrite.deleteFile(task.file()));
      files.complete().forEach(rewrite::addFile);
    }
    rewrite.commit();
  }

  private long snapshots() {
    return Iterables.size(load().snapshots());
  }

  @Test
  void aGroupThatIsCommittedAgainIsNotAddedAgain() throws Exception {
    List<Group<WrittenFiles>> groups = List.of(group(1, 10, 11), group(2, 12));

    commit(groups);
    commit(groups);
    commit(List.of(groups.get(1), group(3, 13)));

    assertEquals(List.of(10L, 11L, 12L, 13L), offsets());
    assertEquals(2, snapshots());
  }

  @Test
  void neitherOtherWritersNorACompactionHideWhatWasCommitted() throws Exception {
    List<Group<WrittenFiles>> groups = List.of(group(1, 10), group(2, 11));
    commit(groups);
    for (int other = 0; other < 30; other++) {
      load().newAppend().set("other", String.valueOf(other)).commit();
    }
    compact();

    commit(groups);

    assertEquals(List.of(10L, 11L), offsets());
  }

  @Test
  void aStreamThatWasPutBackReplacesWhatItHadCommittedSince() throws Exception {
    Group<WrittenFiles> first = group(1, 10);
    Group<WrittenFiles> second = group(2, 11);
    commit(List.of(first, second, group(3, 12, 13)));
    commit(List.of(group(4, 14)));

    commit(List.of(first, second, group(3, 12)));
    commit(List.of(group(4, 13, 14, 15)));

    assertEquals(List.of(10L, 11L, 12L, 13L, 14L, 15L), offsets());
  }

  @Test
  void whatWasCompactedSinceASavepointIsNotReplacedByGuess() throws Exception {
    Group<WrittenFiles> first = group(1, 10);
    commit(List.of(first, group(2, 11)));
    long snapshot = load().currentSnapshot().snapshotId();
    compact();

    List<Group<WrittenFiles>> again = List.of(first, group(2, 11, 12));
    IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> commit(again));

    assertEquals(
        "Iceberg table web.t holds rows from after the savepoint that the run began from, and"
            + " their file FILE is no longer there by itself: roll the table back to before"
            + " snapshot "
            + snapshot
            + ", or start from a newer savepoint",
        String.valueOf(refusal.getMessage()).replaceFirst("file \\S+", "file FILE"));
    assertEquals(List.of(10L, 11L), offsets());
  }

  @Test
  void aCommitOnAStateThatAnotherHasChangedDoesNothing() throws Exception {
    Table seen = OneAttempt.on(load());
    DataFile file = group(1, 10).content().dataFiles().get(0);
    load().newAppend().set("other", "x").commit();

    assertThrows(
        OneAttempt.ChangedException.class, () -> seen.newAppend().appendFile(file).commit());

    assertEquals(List.of(), offsets());
    assertEquals(1, snapshots());
  }

  @Test
  void aSnapshotSaysHowCompleteTheTableIs() throws Exception {
    commit(List.of(group(1, 10, 12), group(2, 17)));

    Map<String, String> summary = load().currentSnapshot().summary();
    assertEquals("web", summary.get("tidemark.pipeline"));
    assertEquals("events", summary.get("tidemark.output"));
    assertEquals("{\"p\":[10,17]}", summary.get("tidemark.positions"));
    assertEquals(SinkRows.NOON, Instant.parse(summary.get("tidemark.watermark")));
  }
}
