package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteToIcebergTest {
  private static final TableIdentifier NAME = TableIdentifier.of("web", "t");

  @TempDir Path warehouse;

  private Sink sink(Table table, String... partitionBy) throws SpecException {
    ConnectionSpec.Iceberg lake =
        new ConnectionSpec.Iceberg(
            "lake", Map.of("type", "hadoop", "warehouse", warehouse.toString()));
    return Sink.of(
        new SinkSpec.Iceberg(
            lake,
            "web.t",
            List.of(partitionBy),
            128L << 20,
            Optional.empty(),
            Map.of(),
            SinkRows.PLACE),
        table,
        "web");
  }

  private Sink created(Table table, String... partitionBy) throws Exception {
    Sink sink = sink(table, partitionBy);
    sink.check();
    sink.create();
    return sink;
  }

  private org.apache.iceberg.Table load() {
    return new HadoopCatalog(new Configuration(), warehouse.toString()).loadTable(NAME);
  }

  /** The table's rows as text, sorted. */
  private List<String> rows(Expression filter) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(load()).where(filter).build()) {
      records.forEach(record -> rows.add(text(record)));
    }
    return rows.stream().sorted().toList();
  }

  private List<String> rows() throws IOException {
    return rows(Expressions.alwaysTrue());
  }

  private static String text(Record record) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < record.size(); i++) {
      values.add(record.get(i) instanceof OffsetDateTime t ? t.toInstant() : record.get(i));
    }
    return values.toString();
  }

  private static List<String> expected(Cells... rows) {
    return Stream.of(rows).map(Cells::toString).sorted().toList();
  }

  private int snapshots() {
    int count = 0;
    for (Snapshot snapshot : load().snapshots()) {
      count += snapshot.snapshotId() == 0 ? 0 : 1;
    }
    return count;
  }

  private List<TableIdentifier> tables() {
    return new HadoopCatalog(new Configuration(), warehouse.toString())
        .listTables(Namespace.of("web"));
  }

  private long parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  @Test
  void everyTypeIsReadAsItWasWritten() throws Exception {
    Table table =
        new Table(
            "every",
            Table.Kind.EVENTS,
            Schema.of(
                Field.required("s", Type.STRING),
                Field.nullable("b", Type.BOOLEAN),
                Field.nullable("l", Type.LONG),
                Field.nullable("d", Type.DOUBLE),
                Field.nullable("m", Type.decimal(18, 2)),
                Field.nullable("t", Type.TIMESTAMP),
                Field.nullable("day", Type.DATE),
                Field.nullable("x", Type.BYTES),
                Field.nullable("a", Type.array(Type.TIMESTAMP))),
            List.of("s"),
            List.of(),
            Optional.empty());
    Instant time = Instant.parse("2026-11-01T12:00:00.123456Z");
    Cells row =
        Cells.of(
            "x",
            true,
            5L,
            0.1,
            new BigDecimal("12.30"),
            time,
            LocalDate.parse("1969-12-31"),
            new byte[] {1, 2},
            Arrays.asList(time, null));
    Cells nulls = Cells.of("y", null, null, null, null, null, null, null, null);

    SinkRows.writeUnbounded(created(table), table, row, nulls);

    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(load()).build()) {
      read.forEach(records::add);
    }
    records.sort((a, b) -> ((String) a.get(0)).compareTo((String) b.get(0)));
    assertEquals(2, records.size());
    Record first = records.get(0);
    assertEquals(true, first.get(1));
    assertEquals(5L, first.get(2));
    assertEquals(0.1, first.get(3));
    assertEquals(new BigDecimal("12.30"), first.get(4));
    assertEquals(time, ((OffsetDateTime) first.get(5)).toInstant());
    assertEquals(LocalDate.parse("1969-12-31"), first.get(6));
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), first.get(7));
    List<?> list = (List<?>) first.get(8);
    assertEquals(Arrays.asList(OffsetDateTime.parse("2026-11-01T12:00:00.123456Z"), null), list);
    assertEquals("[y, null, null, null, null, null, null, null, null]", text(records.get(1)));
  }

  @Test
  void partitionValuesStayExactWhateverTheyHold() throws Exception {
    Cells slash = SinkRows.event(0, "a/b c=d", 1);
    Cells none = SinkRows.event(1, null, 2);
    Cells word = SinkRows.event(2, "null", 3);
    Sink sink = created(SinkRows.EVENTS, "day(event_time)", "host");

    SinkRows.writeUnbounded(sink, SinkRows.EVENTS, slash, none, word);

    assertEquals(expected(slash, none, word), rows());
    assertEquals(expected(slash), rows(Expressions.equal("host", "a/b c=d")));
    assertEquals(expected(none), rows(Expressions.isNull("host")));
  }

  @Test
  void aRetractedPaneIsARowWithNullMeasures() throws Exception {
    Instant end = SinkRows.NOON.plusSeconds(300);
    Cells kept = SinkRows.hits("h", 0, 3, 1);
    Cells retracted = Cells.of("h", SinkRows.NOON, end, null, "RETRACTED", 1L, 4L);

    SinkRows.writeUnbounded(created(SinkRows.HITS), SinkRows.HITS, kept, retracted);

    assertEquals(expected(kept, retracted), rows());
  }

  @Test
  void aBatchRunReplacesTheSessionsThatEndInItsSliceAndWhatWasWithdrawnThere() throws Exception {
    Cells before = SinkRows.session(-10, 10, 1L, "ON_TIME", 7, 1);
    Cells straddles = SinkRows.session(-10, 20, 2L, "ON_TIME", 7, 2);
    Cells grew = SinkRows.session(50, 5, 1L, "EARLY", 7, 1);
    Cells withdrawn = SinkRows.session(50, 5, null, "RETRACTED", 7, 1);
    Cells after = SinkRows.session(50, 20, 4L, "ON_TIME", 7, 4);
    SinkRows.writeUnbounded(
        created(SinkRows.SESSIONS), SinkRows.SESSIONS, before, straddles, grew, withdrawn, after);

    SinkRows.runBatch(
        created(SinkRows.SESSIONS),
        SinkRows.SESSIONS,
        SinkRows.FIRST_HOUR,
        SinkRows.session(-10, 20, 2L, "ON_TIME", 99, 2));

    assertEquals(expected(before, straddles, after), rows());
  }

  @Test
  void aSliceThatRunsTwiceIsThereOnceAndEachRunIsOneSnapshot() throws Exception {
    Cells before = SinkRows.event(-1, "h", 1);
    Cells first = SinkRows.event(0, "h", 2);
    Cells last = SinkRows.event(59, null, 3);
    Cells after = SinkRows.event(60, "h", 4);
    // One file holds rows of the slice and others.
    SinkRows.writeUnbounded(created(SinkRows.EVENTS), SinkRows.EVENTS, before, first, last, after);
    int streamed = snapshots();

    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, first, last);
    int once = snapshots();
    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, first, last);

    assertEquals(expected(before, first, last, after), rows());
    assertEquals(streamed + 1, once);
    assertEquals(streamed + 2, snapshots());
    assertEquals(List.of(NAME), tables());
  }

  @Test
  void stagedRowsAreInvisibleUntilTheyArePublished() throws Exception {
    Sink sink = created(SinkRows.EVENTS, "day(event_time)");
    sink.stage();

    SinkRows.writeBounded(sink, SinkRows.EVENTS, SinkRows.event(0, "h", 1));
    assertEquals(List.of(), rows());
    sink.publish(SinkRows.FIRST_HOUR);
    sink.publish(SinkRows.FIRST_HOUR);

    assertEquals(expected(SinkRows.event(0, "h", 1)), rows());
    assertEquals(1, parquetFiles());
  }

  @Test
  void aBatchRunKeepsTheGenerationThatItReplaces() throws Exception {
    Cells endsAtNoon = SinkRows.hits("h", -5, 1, 7);
    Cells old = SinkRows.hits("h", 55, 2, 7);
    SinkRows.writeUnbounded(created(SinkRows.HITS), SinkRows.HITS, endsAtNoon, old);

    SinkRows.runBatch(
        created(SinkRows.HITS),
        SinkRows.HITS,
        SinkRows.FIRST_HOUR,
        SinkRows.hits("h", 55, 3, 99),
        SinkRows.hits("new", 0, 4, 99));

    assertEquals(
        expected(endsAtNoon, SinkRows.hits("h", 55, 3, 7), SinkRows.hits("new", 0, 4, 7)), rows());
  }

  @Test
  void rowsWithoutATimeAreReplacedByIdentity() throws Exception {
    SinkRows.writeUnbounded(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.deadLetter("MALFORMED", 1),
        SinkRows.deadLetter("SCHEMA", 2));

    SinkRows.runBatch(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.FIRST_HOUR,
        SinkRows.deadLetter("NO_EVENT_TIME", 2),
        SinkRows.deadLetter("SCHEMA", 3));

    assertEquals(
        expected(
            SinkRows.deadLetter("MALFORMED", 1),
            SinkRows.deadLetter("NO_EVENT_TIME", 2),
            SinkRows.deadLetter("SCHEMA", 3)),
        rows());
  }

  @Test
  void whatAFailedRunStagedIsGoneWithItsFiles() throws Exception {
    Sink failed = created(SinkRows.EVENTS);
    failed.stage();
    SinkRows.writeBounded(failed, SinkRows.EVENTS, SinkRows.event(0, "gone", 1));

    SinkRows.runBatch(
        created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, SinkRows.event(1, "h", 2));

    assertEquals(expected(SinkRows.event(1, "h", 2)), rows());
    assertEquals(1, parquetFiles());
  }

  @Test
  void theRowsOfAFileAreSortedByTime() throws Exception {
    Cells[] rows = {
      SinkRows.hits("h", 40, 1, 7),
      SinkRows.hits("h", -5, 2, 7),
      SinkRows.hits("h", 55, 3, 7),
      SinkRows.hits("h", 10, 4, 7)
    };

    SinkRows.writeUnbounded(created(SinkRows.HITS), SinkRows.HITS, rows);

    List<Long> hits = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(load()).build()) {
      records.forEach(record -> hits.add((Long) record.getField("hits")));
    }
    assertEquals(1, parquetFiles());
    assertEquals(List.of(2L, 4L, 1L, 3L), hits);
  }

  @Test
  void aTableWithOtherColumnsIsRefusedWithWhatDiffers() throws Exception {
    created(SinkRows.EVENTS);

    SpecException refusal = assertThrows(SpecException.class, () -> sink(SinkRows.HITS).check());

    assertEquals(
        "web.yaml:12:5: Iceberg table web.t has other columns than hits writes:"
            + " column window_start is missing (expected timestamptz);"
            + " column window_end is missing (expected timestamptz);"
            + " column hits is missing (expected long);"
            + " column pane is missing (expected string);"
            + " column generation is missing (expected long);"
            + " column revision is missing (expected long);"
            + " column event_time is extra (timestamptz, expected none);"
            + " column source_partition is extra (string, expected none);"
            + " column source_offset is extra (long, expected none);"
            + " name another table, or drop this one",
        refusal.getMessage());
  }

  @Test
  void aPartitionThatDoesNotFitIsRefusedWithItsPlace() {
    SpecException refusal =
        assertThrows(SpecException.class, () -> sink(SinkRows.EVENTS, "day(host)"));

    assertEquals(
        "web.yaml:12:5: partitionBy: day(host): Invalid source type string for transform: day",
        refusal.getMessage());
    assertFalse(Files.exists(warehouse.resolve("web")));
  }
}
