package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.CrashingChunks;
import io.tidemark.model.Chunk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that waited for a read at a crash go on waiting after the restore, on Flink. */
class WaitingRestoreTest {
  @TempDir Path directory;

  @Test
  void whatWaitedBeforeACrashComesOutOnceAfterTheRestore() throws CoderException {
    HostTable table =
        HostTable.at("12:00")
            .enter("11:00", "h1", "11:00", "web")
            .enter("12:05", "h1", "12:05", "api");
    Chunks chunks = Chunks.of("events-0");
    for (int i = 1; i <= 8; i++) {
      chunks.event("h1", at("12:00") + i * 60_000L).end().tidemark(at("12:00") + i * 60_000L);
    }
    CrashingChunks crashing =
        CrashingChunks.of(chunks.list(), directory)
            .onCrash(() -> table.see(CrashingChunks.CRASH))
            .atEnd(() -> table.advanceTo("12:30:00"));
    Pipeline pipeline =
        TestPipeline.fromOptions(CrashingChunks.options()).enableAbandonedNodeEnforcement(false);
    PCollection<Chunk> enriched =
        pipeline
            .apply("ReadChunks", Read.from(crashing))
            .apply(
                "EnrichHost",
                EnrichAsOf.of(HostTable.HOST, table, List.of("host"))
                    .withRefresh(Refresh.every(Duration.ofMinutes(1)).withWaiting())
                    .withClock(table));
    Script.see(enriched, table);

    pipeline.run().waitUntilFinish();

    assertEquals(CrashingChunks.CRASH, table.seen().get(0));
    assertEquals(
        List.of(
            "[h1, 0, web]",
            "[h1, 1, web]",
            "[h1, 2, web]",
            "[h1, 3, web]",
            "[h1, 4, api]",
            "[h1, 5, api]",
            "[h1, 6, api]",
            "[h1, 7, api]"),
        table.seen().stream().skip(1).sorted(HostTable.BY_OFFSET).toList());
    assertEquals(List.of("12:00 1", "12:00 1", "12:30 2"), table.reads());
  }
}
