package io.tidemark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is started with where nobody says otherwise, by runner and mode. */
class RunnerOptionsTest {
  private static final int CORES = Math.max(2, Runtime.getRuntime().availableProcessors());

  @TempDir Path directory;

  private PipelineSpec spec(String source) throws Exception {
    String text =
        """
        pipeline: web
        connections: {broker: {kafka: {bootstrapServers: "localhost:9092"}}}
        source: %s
        event:
          format: json
          fields: {at: timestamp}
          time: at
        views:
          events: {sink: {files: "out"}}
        deadLetters: discard
        """;
    return SpecParser.parse(
        Files.writeString(directory.resolve("web.yaml"), text.formatted(source)), Map.of());
  }

  private RunnerOptions options(Mode mode, Runner runner, String... own) throws Exception {
    PipelineSpec spec = spec("{kafka: broker, topics: [web]}");
    return RunnerOptions.of(spec, mode, runner, List.of(own));
  }

  @Test
  void aStreamOnFlinkReusesObjectsCopiesStateAndKeepsItsCheckpoints() throws Exception {
    assertEquals(
        List.of(
            "--attachedMode=false",
            "--autoWatermarkInterval=200",
            "--checkpointTimeoutMillis=3600000",
            "--checkpointingInterval=10000",
            "--externalizedCheckpointsEnabled=true",
            "--fasterCopy=false",
            "--finishBundleBeforeCheckpointing=true",
            "--jobName=web",
            "--maxBundleSize=100000",
            "--maxBundleTimeMills=1000",
            "--numberOfExecutionRetries=0",
            "--objectReuse=true",
            "--parallelism=" + CORES,
            "--retainExternalizedCheckpointsOnCancellation=true",
            "--runner=FlinkRunner",
            "--streaming=true",
            "--unalignedCheckpointEnabled=true"),
        options(Mode.CONTINUOUS, Runner.FLINK).arguments());
  }

  @Test
  void aBatchOnFlinkCopiesNothingAndHasTheBundlesOfBeam() throws Exception {
    List<String> expected =
        List.of(
            "--attachedMode=false",
            "--fasterCopy=true",
            "--jobName=web",
            "--objectReuse=true",
            "--parallelism=" + CORES,
            "--reIterableGroupByKeyResult=true",
            "--runner=FlinkRunner");

    assertEquals(expected, options(Mode.HOURLY, Runner.FLINK).arguments());
    assertEquals(expected, options(Mode.DAILY, Runner.FLINK).arguments());
  }

  @Test
  void directHasTheSameInEveryMode() throws Exception {
    for (Mode mode : Mode.values()) {
      assertEquals(
          List.of(
              "--blockOnRun=false",
              "--enforceEncodability=false",
              "--enforceImmutability=false",
              "--jobName=web",
              "--runner=DirectRunner",
              "--targetParallelism=" + CORES),
          options(mode, Runner.DIRECT).arguments());
    }
  }

  @Test
  void aStreamOverFilesEndsWithThemAndAClusterRetriesAsItIsConfigured() throws Exception {
    RunnerOptions files =
        RunnerOptions.of(
            spec("{files: \"in/*.jsonl\"}"),
            Mode.CONTINUOUS,
            Runner.FLINK,
            List.of("--flinkMaster=flink:8081"));

    assertEquals(Optional.of("0"), files.get("shutdownSourcesAfterIdleMs"));
    assertEquals(Optional.empty(), files.get("numberOfExecutionRetries"));
  }

  @Test
  void whatTheUserGivesTakesThePlaceOfADefault() throws Exception {
    RunnerOptions options =
        options(Mode.CONTINUOUS, Runner.FLINK, "--maxBundleTimeMills", "50", "--objectReuse=false");

    assertEquals(Optional.of("50"), options.get("maxBundleTimeMills"));
    assertEquals(
        List.of("--maxBundleTimeMills=50", "--objectReuse=false"),
        options.arguments().stream()
            .filter(o -> o.contains("BundleTime") || o.contains("Reuse"))
            .toList());
  }

  @Test
  void everyDefaultIsAnOptionThatBeamKnows() throws Exception {
    for (Runner runner : List.of(Runner.DIRECT, Runner.FLINK)) {
      for (Mode mode : Mode.values()) {
        assertEquals(
            "web", options(mode, runner).withState(StateBackend.ROCKSDB).toBeam().getJobName());
      }
    }
  }

  @Test
  void thereAreFourShardsASubtask() throws Exception {
    assertEquals(12, options(Mode.CONTINUOUS, Runner.FLINK, "--parallelism=3").shards());
    assertEquals(4, options(Mode.CONTINUOUS, Runner.FLINK, "--parallelism=-1").shards());
    assertEquals(20, options(Mode.CONTINUOUS, Runner.DIRECT, "--targetParallelism=5").shards());
    assertEquals(4 * CORES, options(Mode.CONTINUOUS, Runner.DIRECT).shards());
  }

  @Test
  void rocksDbIsAskedForUnlessTheUserNamesAnotherBackend() throws Exception {
    RunnerOptions options = options(Mode.CONTINUOUS, Runner.FLINK);
    RunnerOptions own = options(Mode.CONTINUOUS, Runner.FLINK, "--stateBackend=filesystem");

    assertEquals(
        Optional.of("rocksdb"), options.withState(StateBackend.ROCKSDB).get("stateBackend"));
    assertEquals(Optional.empty(), options.withState(StateBackend.HEAP).get("stateBackend"));
    assertEquals(
        Optional.of("filesystem"), own.withState(StateBackend.ROCKSDB).get("stateBackend"));
  }

  @Test
  void shardsAndStateAreRefusedWhereTheyMeanNothing() {
    Request flink = Request.continuous(Runner.FLINK);

    assertRefused("--shards 0 is less than 1", flink.withShards(0));
    assertRefused(
        "--state needs --runner flink: the Direct runner keeps its state in memory",
        Request.continuous(Runner.DIRECT).withState(StateBackend.HEAP));
    assertRefused(
        "--state rocksdb on a cluster needs -- --stateBackendStoragePath=URI: where the cluster"
            + " keeps its checkpoints",
        flink.withState(StateBackend.ROCKSDB).withOptions(List.of("--flinkMaster=flink:8081")));
  }

  @Test
  void copiesThatKeepASnapshotWholeCannotBeTurnedOff() {
    Request flink = Request.continuous(Runner.FLINK);
    String message =
        "--fasterCopy=true after -- would let a checkpoint hold state that changes while it is"
            + " written: leave it out";

    assertRefused(message, flink.withOptions(List.of("--fasterCopy=true")));
    assertRefused(message, flink.withOptions(List.of("--fasterCopy", "true")));
  }

  @Test
  void stateIsRefusedInABatchRun() {
    Request daily =
        Request.daily(Runner.FLINK, "2026-11-01", "2026-11-02").withState(StateBackend.ROCKSDB);

    assertRefused("--state is for --mode continuous: a batch run keeps no state", daily);
  }

  private static void assertRefused(String message, Request request) {
    assertEquals(
        message,
        assertThrows(LaunchException.class, () -> RequestCheck.check(request)).getMessage());
  }
}
