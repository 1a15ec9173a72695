package io.tidemark.bench;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.Table;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SinkSpec;
import java.io.PrintStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Rows a second into a Postgres table of a server on this machine, in one transaction per thousand:
 * Tidemark's sink, streaming and in batch, beside Beam's JdbcIO with the same upsert.
 */
final class SinksBench {
  private static final int BATCH = 1_000;
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static final Table HITS =
      new Table(
          "hits",
          Table.Kind.PANES,
          Schema.of(
              Field.nullable("host", Type.STRING),
              Field.required("window_start", Type.TIMESTAMP),
              Field.required("window_end", Type.TIMESTAMP),
              Field.required("hits", Type.LONG),
              Field.required("pane", Type.STRING),
              Field.required("generation", Type.LONG),
              Field.required("revision", Type.LONG)),
          List.of("host", "window_start"),
          List.of("host"),
          Optional.of("window_end"));

  private static final String UPSERT =
      "INSERT INTO hits AS t (host, window_start, window_end, hits, pane, generation, revision)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (host, window_start) DO UPDATE SET"
          + " window_end = EXCLUDED.window_end, hits = EXCLUDED.hits, pane = EXCLUDED.pane,"
          + " generation = EXCLUDED.generation, revision = EXCLUDED.revision"
          + " WHERE (EXCLUDED.generation, EXCLUDED.revision,"
          + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], EXCLUDED.pane))"
          + " >= (t.generation, t.revision,"
          + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], t.pane))";

  private final long rows;
  private final int rounds;
  private final PrintStream progress;

  SinksBench(long rows, int rounds, PrintStream progress) {
    this.rows = rows;
    this.rounds = rounds;
    this.progress = progress;
  }

  private interface Writing {
    void write(PCollection<Cells> rows, PostgresDatabase database, Sink sink);
  }

  /** Who writes, and whether the rows are bounded. */
  private record Writer(boolean bounded, Writing writing) {}

  private static Map<String, Writer> writers() {
    Map<String, Writer> writers = new LinkedHashMap<>();
    writers.put(
        "Tidemark, streaming",
        new Writer(false, (rows, database, sink) -> rows.apply("Write", sink.write())));
    writers.put("JdbcIO, streaming", new Writer(false, SinksBench::byJdbcIo));
    writers.put(
        "Tidemark, batch",
        new Writer(true, (rows, database, sink) -> rows.apply("Write", sink.write())));
    return writers;
  }

  private static void byJdbcIo(PCollection<Cells> rows, PostgresDatabase database, Sink sink) {
    rows.apply(
        "Write",
        JdbcIO.<Cells>write()
            .withDataSourceConfiguration(
                JdbcIO.DataSourceConfiguration.create("org.postgresql.Driver", database.jdbcUrl())
                    .withUsername(database.user())
                    .withPassword(database.password()))
            .withBatchSize(BATCH)
            .withStatement(UPSERT)
            .withPreparedStatementSetter(SinksBench::bind));
  }

  private static void bind(Cells row, PreparedStatement statement) throws SQLException {
    for (int i = 0; i < row.size(); i++) {
      Object cell = row.get(i);
      statement.setObject(
          i + 1, cell instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : cell);
    }
  }

  /** Measures and prints; whether every row was there each time. */
  boolean run(PrintStream out) throws Exception {
    boolean whole = true;
    Map<String, List<Long>> found = new LinkedHashMap<>();
    try (PostgresDatabase server = PostgresDatabase.start()) {
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Writer> writer : writers().entrySet()) {
          PostgresDatabase database = server.fresh("sinks");
          long millis = Math.max(1, measure(writer.getValue(), database));
          long there = database.count("SELECT count(*) FROM hits");
          whole &= there == rows;
          long speed = rows * 1_000 / millis;
          progress.printf(Locale.ROOT, "%s: %,d rows/s, %,d rows%n", writer.getKey(), speed, there);
          if (round > 0) { // The first one warms up.
            found.computeIfAbsent(writer.getKey(), name -> new ArrayList<>()).add(speed);
          }
        }
      }
    }
    found.forEach(
        (name, speeds) -> {
          List<Long> sorted = speeds.stream().sorted().toList();
          out.printf(
              Locale.ROOT,
              "%-22s %,9d rows/s (of %d: %,d to %,d)%n",
              name,
              sorted.get(sorted.size() / 2),
              sorted.size(),
              sorted.get(0),
              sorted.get(sorted.size() - 1));
        });
    return whole;
  }

  /** How many ms the job took. */
  private long measure(Writer writer, PostgresDatabase database) throws Exception {
    ConnectionSpec.Postgres connection =
        new ConnectionSpec.Postgres(
            "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());
    Sink sink =
        Sink.of(
            new SinkSpec.Postgres(
                connection, "hits", Optional.empty(), BATCH, Map.of(), new Place("bench", 1, 1)),
            HITS,
            "bench");
    sink.check();
    sink.create();
    if (writer.bounded()) {
      sink.stage();
    }
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=FlinkRunner",
                    "--flinkMaster=[local]",
                    "--parallelism=" + Job.PARALLELISM,
                    "--objectReuse=true",
                    "--streaming=" + !writer.bounded())
                .create());
    PCollection<Cells> cells =
        pipeline
            .apply("Count", GenerateSequence.from(0).to(rows))
            .apply("Rows", MapElements.into(TypeDescriptor.of(Cells.class)).via(SinksBench::row))
            .setCoder(CellsCoder.of(HITS.schema()));
    if (!writer.bounded()) {
      cells.setIsBoundedInternal(IsBounded.UNBOUNDED);
    }
    writer.writing().write(cells, database, sink);
    long began = System.nanoTime();
    pipeline.run().waitUntilFinish();
    if (writer.bounded()) {
      sink.publish(new Slice(START, START.plusSeconds(1_000_000_000)));
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  private static Cells row(long i) {
    Instant start = START.plusSeconds(300 * (i / 1_000));
    return Cells.of(
        "host-" + i % 1_000, start, start.plusSeconds(300), i, "ON_TIME", 1L, 1 + i % 9);
  }
}
