package io.tidemark.drill;

import io.tidemark.demo.Message;
import io.tidemark.fixture.Await;
import io.tidemark.fixture.FlinkRest;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The drills' pipeline on the cluster, submitted as {@code tidemark run SPEC --runner flink --
 * --flinkMaster=HOST:PORT} does it; its topic, and what its outputs must hold.
 */
final class DrillJob implements Closeable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long CHECKPOINT_MILLIS = 1_000;

  private final DrillSystems systems;
  private final String name;
  private final FlinkRest flink;
  private final String id;
  private final List<Message<Hit>> messages = new ArrayList<>();

  private DrillJob(DrillSystems systems, String name, String id) {
    this.systems = systems;
    this.name = name;
    this.flink = systems.cluster().rest();
    this.id = id;
  }

  /**
   * Makes the topic and starts the job; it runs when this returns.
   *
   * @param name of the pipeline and its topic, unlike that of any other
   * @param directory where the spec is written
   */
  static DrillJob submit(DrillSystems systems, String name, Path directory) throws Exception {
    systems.database().execute("DROP SCHEMA IF EXISTS public, books CASCADE; CREATE SCHEMA public");
    systems
        .broker()
        .createTopic(
            name, HitTraffic.PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
    Request request =
        Request.continuous(Runner.FLINK)
            .withOptions(
                List.of(
                    "--flinkMaster=" + systems.cluster().address(),
                    "--parallelism=" + DrillSystems.PARALLELISM,
                    "--checkpointingInterval=" + CHECKPOINT_MILLIS));
    Path spec = DrillSpec.write(directory, name, systems);
    Launch launch = Launch.of(spec, System.getenv(), request, Clock.systemUTC());
    String id = launch.start().detachedJob().orElseThrow();
    DrillJob job = new DrillJob(systems, name, id);
    job.awaitCheckpoints(1);
    return job;
  }

  /** Of the pipeline and its topic. */
  String name() {
    return name;
  }

  /** How many rows there are of the events in Postgres: whether they flow. */
  long rows() {
    return systems.database().count("SELECT count(*) FROM events");
  }

  /** How often it went on from a checkpoint. */
  long restores() throws IOException {
    return flink.restores(id);
  }

  /**
   * Returns when so many more checkpoints are complete.
   *
   * @throws IOException they are not within some minutes, or the job failed for good
   */
  void awaitCheckpoints(int more) throws IOException {
    long before = flink.completedCheckpoints(id);
    Await.until(
        PATIENCE,
        () -> flink.completedCheckpoints(id) >= before + more,
        () -> "a checkpoint of job " + id);
  }

  /** Messages that were or are being sent to the topic, after those before. */
  void willHold(List<Message<Hit>> more) {
    messages.addAll(more);
  }

  /** Whether no output lacks anything. */
  boolean isComplete() {
    HitOracle oracle = oracle();
    return Stream.of(Output.values()).allMatch(output -> tally(output, oracle).lost() == 0);
  }

  /** What every output holds, beside what it must. */
  List<Tally> tallies() {
    HitOracle oracle = oracle();
    return Stream.of(Output.values()).map(output -> tally(output, oracle)).toList();
  }

  private Tally tally(Output output, HitOracle oracle) {
    List<Row> found = new Found(systems, name).rows(output);
    return Tally.of(output, oracle.rows(output.shape()), found);
  }

  private HitOracle oracle() {
    return new HitOracle(name, messages, DrillSpec.WINDOWED_VIEWS);
  }

  @Override
  public void close() throws IOException {
    flink.cancel(id);
  }
}
