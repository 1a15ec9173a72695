package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a stream's state is kept changes no row. */
class RocksDbIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aStreamEndsWithWhatTheOracleSays(String state) throws Exception {
    OrderPipeline pipeline = OrderPipeline.in(directory);

    Typed typed =
        pipeline.run("--runner", "flink", "--state", state, "--", "--checkpointingInterval=200");

    assertEquals(0, typed.exit(), typed.err());
    for (String output : pipeline.expected(false).keySet()) {
      assertEquals(
          String.join("\n", pipeline.expected(false).get(output)),
          String.join("\n", pipeline.finalRows().get(output)),
          output);
    }
  }
}
