package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} prints of the options that a run would have. */
class CheckVerbTest {
  private static final int CORES = Math.max(2, Runtime.getRuntime().availableProcessors());

  @TempDir Path directory;

  @Test
  void theOptionsOfEachRunnerAreShownAsACommandLineHasThem() throws Exception {
    Path spec =
        Files.writeString(
            directory.resolve("web.yaml"),
            """
            pipeline: web
            source: {files: "in/*.jsonl"}
            event:
              format: json
              fields: {at: timestamp}
              time: at
            views:
              events: {sink: {files: "out"}}
            deadLetters: discard
            """);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int exit = new Cli(new PrintStream(out, true, UTF_8), System.err).run("check", spec.toString());

    assertEquals(Exit.DONE, exit);
    int shards = 4 * CORES;
    assertEquals(
        List.of(
            "direct runs with --shards "
                + shards
                + " -- --blockOnRun=false --enforceEncodability=false --enforceImmutability=false"
                + " --jobName=web --runner=DirectRunner --targetParallelism="
                + CORES,
            "flink runs with --state heap --shards "
                + shards
                + " -- --attachedMode=false --autoWatermarkInterval=200"
                + " --checkpointTimeoutMillis=3600000 --checkpointingInterval=10000 --externalizedCheckpointsEnabled=true"
                + " --fasterCopy=false --finishBundleBeforeCheckpointing=true --jobName=web"
                + " --maxBundleSize=100000 --maxBundleTimeMills=1000 --numberOfExecutionRetries=0"
                + " --objectReuse=true --parallelism="
                + CORES
                + " --retainExternalizedCheckpointsOnCancellation=true --runner=FlinkRunner"
                + " --shutdownSourcesAfterIdleMs=0 --streaming=true"
                + " --unalignedCheckpointEnabled=true",
            "flink runs --mode daily with --shards "
                + shards
                + " -- --attachedMode=false --fasterCopy=true --jobName=web --objectReuse=true"
                + " --parallelism="
                + CORES
                + " --reIterableGroupByKeyResult=true --runner=FlinkRunner"),
        out.toString(UTF_8).lines().filter(line -> line.contains(" runs ")).toList());
  }
}
