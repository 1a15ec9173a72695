package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sinks that group their rows, on Flink: a few thousand rows, streamed and in batch. */
class SinksOnFlinkTest {
  private static final String[] STREAMING = {
    "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2", "--streaming=true"
  };
  private static final String[] BATCH = {
    "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2"
  };
  private static final Cells[] ROWS =
      IntStream.range(0, 3000)
          .mapToObj(i -> SinkRows.event(i % 60, "host-" + i % 7, i))
          .toArray(Cells[]::new);

  @TempDir Path directory;

  private Sink iceberg() throws Exception {
    ConnectionSpec.Iceberg lake =
        new ConnectionSpec.Iceberg(
            "lake", Map.of("type", "hadoop", "warehouse", directory.toString()));
    return launched(
        new SinkSpec.Iceberg(
            lake,
            "web.events",
            List.of("day(event_time)"),
            128L << 20,
            Optional.empty(),
            Map.of(),
            SinkRows.PLACE));
  }

  private Sink files() throws Exception {
    return launched(new SinkSpec.Files(directory.toString(), SinkRows.PLACE));
  }

  private static Sink launched(SinkSpec spec) throws Exception {
    Sink sink = Sink.of(spec, SinkRows.EVENTS, "web");
    sink.check();
    sink.create();
    return sink;
  }

  private List<Long> offsetsInTheLake() throws IOException {
    try (HadoopCatalog catalog = new HadoopCatalog(new Configuration(), directory.toString());
        CloseableIterable<Record> rows =
            IcebergGenerics.read(catalog.loadTable(TableIdentifier.of("web", "events"))).build()) {
      Stream.Builder<Long> offsets = Stream.builder();
      rows.forEach(row -> offsets.add((Long) row.getField("source_offset")));
      return offsets.build().sorted().toList();
    }
  }

  private static List<Long> everyOffset() {
    return IntStream.range(0, ROWS.length).mapToObj(Long::valueOf).toList();
  }

  private List<Path> jsonFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static List<String> everyLine() {
    RowJson json = RowJson.of(SinkRows.EVENTS.schema());
    return Stream.of(ROWS)
        .map(row -> new String(json.write(row), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }

  @Test
  void icebergHoldsEveryStreamedRowOnce() throws Exception {
    SinkRows.writeUnbounded(STREAMING, iceberg(), SinkRows.EVENTS, ROWS);

    assertEquals(everyOffset(), offsetsInTheLake());
  }

  @Test
  void icebergHoldsEveryRowOfABatchOnceAfterTwoRuns() throws Exception {
    for (int run = 0; run < 2; run++) {
      Sink sink = iceberg();
      sink.stage();
      SinkRows.writeBounded(BATCH, sink, SinkRows.EVENTS, ROWS);
      sink.publish(SinkRows.FIRST_HOUR);
    }

    assertEquals(everyOffset(), offsetsInTheLake());
  }

  @Test
  void filesHoldEveryStreamedRowOnce() throws Exception {
    SinkRows.writeUnbounded(STREAMING, files(), SinkRows.EVENTS, ROWS);

    assertEquals(everyLine(), lines());
  }

  @Test
  void filesHoldEveryRowOfABatchInOneFile() throws Exception {
    Sink sink = files();
    sink.stage();
    SinkRows.writeBounded(BATCH, sink, SinkRows.EVENTS, ROWS);
    sink.publish(SinkRows.FIRST_HOUR);

    assertEquals(everyLine(), lines());
    assertEquals(1, jsonFiles().size());
  }

  private List<String> lines() throws IOException {
    Stream.Builder<String> lines = Stream.builder();
    for (Path file : jsonFiles()) {
      Files.readAllLines(file).forEach(lines);
    }
    return lines.build().sorted().toList();
  }
}
