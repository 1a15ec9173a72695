package io.tidemark.bench;

import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.TemporaryDirectory;
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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows a second into a database, a topic and a lake on this machine: Tidemark's sinks beside Beam's
 * connectors, each in a job of its own on Flink, from its start to its end.
 */
final class SinksBench {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Place PLACE = new Place("bench", 1, 1);

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

  private final long rows;
  private final int rounds;
  private final PrintStream progress;

  SinksBench(long rows, int rounds, PrintStream progress) {
    this.rows = rows;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** One job; the place is named anew for each. */
  private interface Writer {
    /** Prepares {@code place} and adds what writes {@code rows} there. */
    void write(PCollection<Cells> rows, String place) throws Exception;

    boolean bounded();

    /** What is left to do after the job; then how many rows {@code place} holds. */
    long finish(String place) throws Exception;
  }

  /** One of Beam's connectors. */
  private record Peer(BiConsumer<PCollection<Cells>, String> writing, ToLongFunction<String> count)
      implements Writer {
    @Override
    public void write(PCollection<Cells> rows, String place) {
      writing.accept(rows, place);
    }

    @Override
    public long finish(String place) {
      return count.applyAsLong(place);
    }

    @Override
    public boolean bounded() {
      return false;
    }
  }

  private static final class OwnSink implements Writer {
    private final Function<String, SinkSpec> spec;
    private final boolean bounded;
    private final ToLongFunction<String> count;
    private @Nullable Sink sink;

    OwnSink(Function<String, SinkSpec> spec, boolean bounded, ToLongFunction<String> count) {
      this.spec = spec;
      this.bounded = bounded;
      this.count = count;
    }

    @Override
    public void write(PCollection<Cells> rows, String place) throws Exception {
      Sink made = Sink.of(spec.apply(place), HITS, "bench-" + place);
      made.check();
      made.create();
      if (bounded) {
        made.stage();
      }
      rows.apply("Write", made.write());
      sink = made;
    }

    @Override
    public boolean bounded() {
      return bounded;
    }

    @Override
    public long finish(String place) throws Exception {
      if (bounded && sink != null) {
        sink.publish(new Slice(START, START.plusSeconds(1_000_000_000)));
      }
      return count.applyAsLong(place);
    }
  }

  /** In the order in which they run; a peer after what it is compared with. */
  private static Map<String, Writer> writers(
      PostgresDatabase database, KafkaBroker broker, IcebergLake lake) {
    ToLongFunction<String> inTable = place -> database.count("SELECT count(*) FROM " + place);
    ToLongFunction<String> inTopic = place -> broker.readAll(place).size();
    ToLongFunction<String> inLake = place -> lake.countRows("bench." + place);
    Map<String, Writer> writers = new LinkedHashMap<>();
    writers.put("Postgres", new OwnSink(place -> postgres(database, place), false, inTable));
    writers.put(
        "JdbcIO", new Peer((rows, place) -> SinkPeers.jdbc(rows, database, place), inTable));
    writers.put("Postgres, batch", new OwnSink(place -> postgres(database, place), true, inTable));
    for (SinkSpec.Delivery delivery : SinkSpec.Delivery.values()) {
      writers.put(
          "Kafka, " + delivery.toString().toLowerCase(Locale.ROOT).replace('_', '-'),
          new OwnSink(place -> kafka(broker, place, delivery), false, inTopic));
    }
    writers.put(
        "KafkaIO", new Peer((rows, place) -> SinkPeers.kafka(rows, broker, place), inTopic));
    writers.put("Iceberg", new OwnSink(place -> iceberg(lake, place), false, inLake));
    writers.put("Iceberg, batch", new OwnSink(place -> iceberg(lake, place), true, inLake));
    writers.put(
        "IcebergIO",
        new Peer((rows, place) -> SinkPeers.iceberg(rows, lake, "bench." + place), inLake));
    return writers;
  }

  private static SinkSpec postgres(PostgresDatabase database, String table) {
    ConnectionSpec.Postgres serving =
        new ConnectionSpec.Postgres(
            "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());
    return new SinkSpec.Postgres(
        serving, table, Optional.empty(), SinkPeers.BATCH, Map.of(), PLACE);
  }

  private static SinkSpec kafka(KafkaBroker broker, String topic, SinkSpec.Delivery delivery) {
    ConnectionSpec.Kafka connection =
        new ConnectionSpec.Kafka("broker", broker.bootstrapServers(), Map.of());
    return new SinkSpec.Kafka(connection, topic, List.of(), delivery, Map.of(), PLACE);
  }

  private static SinkSpec iceberg(IcebergLake lake, String table) {
    ConnectionSpec.Iceberg connection =
        new ConnectionSpec.Iceberg("lake", Map.of("type", "hadoop", "warehouse", lake.warehouse()));
    return new SinkSpec.Iceberg(
        connection, "bench." + table, List.of(), 128L << 20, Optional.empty(), Map.of(), PLACE);
  }

  /** Measures and prints; whether every row was there each time. */
  boolean run(PrintStream out) throws Exception {
    boolean whole = true;
    Map<String, List<Long>> found = new LinkedHashMap<>();
    try (PostgresDatabase server = PostgresDatabase.start();
        KafkaBroker broker = KafkaBroker.start();
        IcebergLake lake = IcebergLake.create()) {
      Map<String, Writer> writers = writers(server.fresh("sinks"), broker, lake);
      int place = 0;
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Writer> writer : writers.entrySet()) {
          Measured measured = measure(writer.getValue(), "hits_" + place++);
          whole &= measured.there == rows;
          long speed = rows * 1_000 / Math.max(1, measured.millis);
          progress.printf(
              Locale.ROOT, "%s: %,d rows/s, %,d rows%n", writer.getKey(), speed, measured.there);
          if (round > 0) { // The first one warms up.
            found.computeIfAbsent(writer.getKey(), name -> new ArrayList<>()).add(speed);
          }
        }
      }
    }
    found.forEach((name, speeds) -> print(out, name, speeds.stream().sorted().toList()));
    return whole;
  }

  private static void print(PrintStream out, String name, List<Long> sorted) {
    out.printf(
        Locale.ROOT,
        "%-22s %,9d rows/s (of %d: %,d to %,d)%n",
        name,
        sorted.get(sorted.size() / 2),
        sorted.size(),
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }

  private record Measured(long millis, long there) {}

  private Measured measure(Writer writer, String place) throws Exception {
    try (TemporaryDirectory checkpoints = TemporaryDirectory.create("checkpoints")) {
      return measure(writer, place, checkpoints.path());
    }
  }

  private Measured measure(Writer writer, String place, Path checkpoints) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--runner=FlinkRunner",
                "--flinkMaster=[local]",
                "--parallelism=" + Job.PARALLELISM,
                "--objectReuse=true",
                "--streaming=" + !writer.bounded()));
    if (!writer.bounded()) {
      options.add("--checkpointingInterval=2000");
      // What waits for a checkpoint is more than fits into the memory of a job manager.
      options.add("--stateBackend=filesystem");
      options.add("--stateBackendStoragePath=" + checkpoints.toUri());
      options.add("--shutdownSourcesAfterIdleMs=0");
      options.add("--finishBundleBeforeCheckpointing=true");
      options.add("--maxBundleSize=100000");
    }
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs(options.toArray(new String[0])).create());
    PCollection<Cells> cells =
        pipeline
            .apply("Count", GenerateSequence.from(0).to(rows))
            .apply("Rows", MapElements.into(TypeDescriptor.of(Cells.class)).via(SinksBench::row))
            .setCoder(CellsCoder.of(HITS.schema()));
    if (!writer.bounded()) {
      cells.setIsBoundedInternal(IsBounded.UNBOUNDED);
    }
    writer.write(cells, place);
    long began = System.nanoTime();
    pipeline.run().waitUntilFinish();
    long millis = (System.nanoTime() - began) / 1_000_000;
    long published = System.nanoTime();
    long there = writer.finish(place);
    return new Measured(
        writer.bounded() ? millis + (System.nanoTime() - published) / 1_000_000 : millis, there);
  }

  private static Cells row(long i) {
    Instant start = START.plusSeconds(300 * (i / 1_000));
    return Cells.of(
        "host-" + i % 1_000, start, start.plusSeconds(300), i, "ON_TIME", 1L, 1 + i % 9);
  }
}
