package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.SharedFixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --connect} recommends LogAppendTime where a topic does not use it. */
class RecommendedTimestampsIT {
  @TempDir Path directory;

  @Test
  void aTopicWithCreateTimeGetsTheRecommendation() throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "stamped-by-producers", "1m", "1m").createTopic(1, "CreateTime");

    assertEquals(
        List.of(
            "warning: topic stamped-by-producers at "
                + SharedFixtures.kafka().bootstrapServers()
                + " (connection broker) has message.timestamp.type=CreateTime: arrival times are by"
                + " this reader's clock, and a replay may judge futureTolerance differently;"
                + " LogAppendTime is recommended"),
        recommendations(pipeline));
  }

  @Test
  void aTopicWithLogAppendTimeGetsNone() throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "stamped-by-the-broker", "1m", "1m")
            .createTopic(1, "LogAppendTime");

    assertEquals(List.of(), recommendations(pipeline));
  }

  private static List<String> recommendations(HitPipeline pipeline) {
    Typed typed = Typed.tidemark("check", pipeline.spec().toString(), "--connect");
    assertEquals(0, typed.exit(), typed.err());
    return typed.err().lines().filter(line -> line.contains("LogAppendTime")).toList();
  }
}
