package io.tidemark.sink;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * Puts the staged rows in the place of a slice's old ones with one snapshot of the target, and
 * drops the stage. A file that lies in the slice is removed; one that lies partly in it is written
 * anew without the slice's rows. Staged files are taken over as they are, unless their rows must
 * take on the generation of what they replace.
 */
final class PublishIceberg {
  private static final int ATTEMPTS = 5;

  private final IcebergTable place;
  private final Table table;
  private final String pipeline;
  private final Slice slice;

  PublishIceberg(IcebergTable place, Table table, String pipeline, Slice slice) {
    this.place = place;
    this.table = table;
    this.pipeline = pipeline;
    this.slice = slice;
  }

  /** Does it; where there is no stage, or its files were taken over, it was done before. */
  void publish() throws IOException {
    if (!place.isStaged()) {
      return;
    }
    org.apache.iceberg.Table stage = place.loadStage();
    for (int attempt = 1; !published(stage); attempt++) {
      try {
        if (!replace(place.load(), stage)) {
          IcebergTable.paths(stage).forEach(stage.io()::deleteFile);
        }
        break;
      } catch (ValidationException | CommitFailedException e) {
        // Another writer was faster: what it wrote must be read again.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
    place.dropStage();
  }

  private boolean published(org.apache.iceberg.Table stage) {
    Set<String> staged = IcebergTable.paths(stage);
    return !staged.isEmpty() && !Collections.disjoint(staged, IcebergTable.paths(place.load()));
  }

  /** Whether the staged files now belong to the target; else their rows were copied. */
  private boolean replace(org.apache.iceberg.Table target, org.apache.iceberg.Table stage)
      throws IOException {
    Snapshot before = target.currentSnapshot();
    Expression filter = filter();
    OverwriteFiles overwrite = target.newOverwrite();
    List<FileScanTask> staged = plan(stage, Expressions.alwaysTrue());
    boolean adopted;
    List<DataFile> rewritten;
    try (WriteDataFiles files = WriteDataFiles.into(target)) {
      Predicate<Record> old = replacedBy(staged, stage);
      List<FileScanTask> touched = before == null ? List.of() : plan(target, filter);
      OptionalLong generation = removeOld(target, touched, old, overwrite, files);
      adopted = generation.isEmpty() && adoptable(target, stage);
      if (adopted) {
        staged.forEach(task -> overwrite.addFile(task.file()));
      } else {
        rewrite(stage, staged, generation, files);
      }
      rewritten = files.complete();
    }
    rewritten.forEach(overwrite::addFile);
    if (before != null) {
      overwrite.validateFromSnapshot(before.snapshotId());
    }
    overwrite.set(Commits.PIPELINE, pipeline).set(Commits.OUTPUT, table.output());
    overwrite.set(Commits.SLICE, slice.from() + "/" + slice.to());
    overwrite.conflictDetectionFilter(filter).validateNoConflictingData();
    overwrite.validateNoConflictingDeletes().commit();
    return adopted;
  }

  /** The target's rows that may have to go, as its metadata can tell. */
  private Expression filter() {
    if (table.timeColumn().isEmpty()) {
      return Expressions.alwaysTrue();
    }
    String time = table.timeColumn().get();
    long from = ChronoUnit.MICROS.between(Instant.EPOCH, slice.from());
    long to = ChronoUnit.MICROS.between(Instant.EPOCH, slice.to());
    return table.byWindowEnd()
        ? Expressions.and(
            Expressions.greaterThan(time, from), Expressions.lessThanOrEqual(time, to))
        : Expressions.and(
            Expressions.greaterThanOrEqual(time, from), Expressions.lessThan(time, to));
  }

  /** Which rows the staged ones replace. */
  private Predicate<Record> replacedBy(List<FileScanTask> staged, org.apache.iceberg.Table stage)
      throws IOException {
    if (table.timeColumn().isPresent()) {
      String column = table.timeColumn().get();
      return row ->
          row.getField(column) instanceof OffsetDateTime time
              && table.inSlice(time.toInstant(), slice);
    }
    Set<List<Object>> identities = new HashSet<>();
    for (FileScanTask task : staged) {
      try (CloseableIterable<Record> rows = read(stage, task)) {
        rows.forEach(row -> identities.add(identity(row)));
      }
    }
    return row -> identities.contains(identity(row));
  }

  private List<Object> identity(Record row) {
    List<Object> identity = new ArrayList<>();
    table.identity().forEach(column -> identity.add(row.getField(column)));
    return identity;
  }

  /** Removes old rows, keeping the others of their files; the highest generation among them. */
  private OptionalLong removeOld(
      org.apache.iceberg.Table target,
      List<FileScanTask> touched,
      Predicate<Record> old,
      OverwriteFiles overwrite,
      WriteDataFiles files)
      throws IOException {
    StrictMetricsEvaluator whole = new StrictMetricsEvaluator(target.schema(), filter());
    boolean byTime = table.timeColumn().isPresent();
    OptionalLong highest = OptionalLong.empty();
    for (FileScanTask task : touched) {
      if (byTime && !table.panes() && whole.eval(task.file())) {
        overwrite.deleteFile(task.file());
        continue;
      }
      if (!holdsAny(target, task, old)) {
        continue;
      }
      overwrite.deleteFile(task.file());
      try (CloseableIterable<Record> rows = read(target, task)) {
        for (Record row : rows) {
          if (!old.test(row)) {
            files.write(row);
          } else if (table.panes()) {
            long generation = (Long) row.getField(Table.GENERATION);
            highest = OptionalLong.of(Math.max(generation, highest.orElse(generation)));
          }
        }
      }
    }
    return highest;
  }

  private static boolean holdsAny(
      org.apache.iceberg.Table target, FileScanTask task, Predicate<Record> old)
      throws IOException {
    try (CloseableIterable<Record> rows = read(target, task)) {
      for (Record row : rows) {
        if (old.test(row)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean adoptable(
      org.apache.iceberg.Table target, org.apache.iceberg.Table stage) {
    return target.schema().sameSchema(stage.schema()) && target.spec().equals(stage.spec());
  }

  /**
   * Writes the staged rows anew; {@code generation}, if there is one, takes the place of theirs.
   */
  private static void rewrite(
      org.apache.iceberg.Table stage,
      List<FileScanTask> staged,
      OptionalLong generation,
      WriteDataFiles files)
      throws IOException {
    for (FileScanTask task : staged) {
      try (CloseableIterable<Record> rows = read(stage, task)) {
        for (Record row : rows) {
          generation.ifPresent(value -> row.setField(Table.GENERATION, value));
          files.write(row);
        }
      }
    }
  }

  private static List<FileScanTask> plan(org.apache.iceberg.Table table, Expression filter)
      throws IOException {
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().filter(filter).includeColumnStats().planFiles()) {
      List<FileScanTask> all = new ArrayList<>();
      tasks.forEach(all::add);
      return all;
    }
  }

  private static CloseableIterable<Record> read(org.apache.iceberg.Table table, FileScanTask task) {
    if (task.file().format() != FileFormat.PARQUET) {
      throw new IllegalStateException(
          task.file().path() + " is no Parquet file: a batch run cannot replace rows in it");
    }
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
    Schema schema = deletes.requiredSchema();
    return deletes.filter(
        Parquet.read(table.io().newInputFile(task.file().path().toString()))
            .project(schema)
            .createReaderFunc(file -> GenericParquetReaders.buildReader(schema, file))
            .build());
  }
}
