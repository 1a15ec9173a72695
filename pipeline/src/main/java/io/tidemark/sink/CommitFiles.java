package io.tidemark.sink;

import io.tidemark.sink.Commits.Committed;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds data files to a table of an Iceberg catalog, one snapshot a commit, each group once.
 *
 * <p>What was committed is told by the table's whole history, see {@link Commits}, whoever else
 * wrote to it since. The history is looked at and the commit made on one and the same state of the
 * table, see {@link OneAttempt}; where another writer was faster, both are done again.
 *
 * <p>A stream that was put back to an older savepoint numbers other groups as it numbered those
 * that it had committed since. The first of them takes the place of all of those, in one snapshot.
 */
final class CommitFiles implements CommitStable.Commit<WrittenFiles> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CommitFiles.class);

  private final ConnectionSpec.Iceberg connection;
  private final String name;
  private final String pipeline;
  private final String output;
  private transient @Nullable IcebergTable place;

  CommitFiles(SinkSpec.Iceberg spec, String pipeline, String output) {
    this.connection = spec.connection();
    this.name = spec.table();
    this.pipeline = pipeline;
    this.output = output;
  }

  @Override
  public void commit(int shard, String lineage, long found, List<Group<WrittenFiles>> groups)
      throws IOException {
    IcebergTable open = place;
    if (open == null) {
      open = IcebergTable.open(connection, name);
      place = open;
    }
    while (true) {
      try {
        commit(OneAttempt.on(open.load()), lineage, groups);
        return;
      } catch (OneAttempt.ChangedException e) {
        LOG.debug("{} was faster: looking again", name, e);
      }
    }
  }

  private void commit(Table table, String lineage, List<Group<WrittenFiles>> groups) {
    Map<Long, Committed> known = Commits.of(table, lineage);
    List<Group<WrittenFiles>> missing =
        groups.stream().filter(group -> !isCommitted(group, known)).toList();
    if (missing.isEmpty()) {
      return;
    }
    long first = missing.get(0).number();
    List<Committed> undone =
        known.keySet().stream().filter(number -> number >= first).map(known::get).toList();
    SnapshotUpdate<?> update =
        undone.isEmpty() ? append(table, missing) : replace(table, undone, missing);
    if (!undone.isEmpty()) {
      Commits.describeReplaced(update, first);
    }
    update.set(Commits.PIPELINE, pipeline);
    update.set(Commits.OUTPUT, output);
    Commits.describe(update, lineage, missing);
    update.commit();
  }

  private static boolean isCommitted(Group<WrittenFiles> group, Map<Long, Committed> known) {
    Committed there = known.get(group.number());
    return there != null && there.operation().equals(group.content().operation());
  }

  private static SnapshotUpdate<?> append(Table table, List<Group<WrittenFiles>> groups) {
    AppendFiles append = table.newAppend();
    groups.forEach(group -> group.content().dataFiles().forEach(append::appendFile));
    return append;
  }

  private SnapshotUpdate<?> replace(
      Table table, List<Committed> undone, List<Group<WrittenFiles>> groups) {
    Set<String> live = IcebergTable.paths(table);
    OverwriteFiles overwrite = table.newOverwrite();
    for (Committed group : undone) {
      for (DataFile file : group.snapshot().addedDataFiles(table.io())) {
        String path = file.path().toString();
        if (path.contains(group.operation())) {
          if (!live.contains(path)) {
            throw compacted(path, group.snapshot());
          }
          overwrite.deleteFile(file);
        }
      }
    }
    LOG.info("{}: what was written after the savepoint is replaced", name);
    groups.forEach(group -> group.content().dataFiles().forEach(overwrite::addFile));
    return overwrite;
  }

  private IllegalStateException compacted(String path, Snapshot snapshot) {
    return new IllegalStateException(
        ("Iceberg table %s holds rows from after the savepoint that the run began from, and their"
                + " file %s is no longer there by itself: roll the table back to before snapshot"
                + " %d, or start from a newer savepoint")
            .formatted(name, path, snapshot.snapshotId()));
  }

  @Override
  public void close() throws IOException {
    IcebergTable open = place;
    if (open != null) {
      open.close();
    }
  }
}
