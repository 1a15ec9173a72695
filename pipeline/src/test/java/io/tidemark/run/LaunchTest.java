package io.tidemark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.run.RunnerOptions.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
  private static final String SPEC =
      """
      pipeline: web
      connections:
        broker: {kafka: {bootstrapServers: "localhost:9092"}}
        books: {postgres: {url: "jdbc:postgresql://localhost/web", user: u, password: "${P:-p}"}}
      source: {kafka: broker, topics: [web]}
      event:
        format: json
        fields: {at: timestamp}
        time: at
      views:
        events: {sink: {files: "out"}}
      deadLetters: discard
      """;

  private static final String ANNOUNCED =
      "web: daily on direct, slice 2026-11-01T00:00:00Z to 2026-11-02T00:00:00Z from ";

  @TempDir private Path directory;

  @Test
  void aTopicThatIsReplayedWithoutATideTableIsAnnouncedAsInexact() throws Exception {
    assertEquals(
        ANNOUNCED + "the source; inexact: a topic replayed without its tide table",
        announcement(SPEC));
  }

  @Test
  void withALedgerThereIsATideTableAndTheReplayIsExact() throws Exception {
    assertEquals(
        ANNOUNCED + "the source",
        announcement(SPEC + "ledger: {postgres: books, schema: tidemark}\n"));
  }

  @Test
  void theTideTableTellsNothingOfAnotherTopicThatIsTheHistory() throws Exception {
    assertEquals(
        ANNOUNCED + "history; inexact: a topic replayed without its tide table",
        announcement(
            SPEC
                + "history: {kafka: broker, topics: [old]}\n"
                + "ledger: {postgres: books, schema: tidemark}\n"));
  }

  @Test
  void aSinkThatWaitsForCheckpointsIsNotRunWithoutThem() throws Exception {
    String topic = "{kafka: broker, topic: out, delivery: exactly-once}";
    Path file =
        Files.writeString(directory.resolve("web.yaml"), SPEC.replace("{files: \"out\"}", topic));
    Request request =
        Request.continuous(Runner.FLINK).withOptions(List.of("--checkpointingInterval=-1"));

    LaunchException refusal =
        assertThrows(
            LaunchException.class, () -> Launch.of(file, Map.of(), request, Clock.systemUTC()));

    assertEquals(
        "--checkpointingInterval=-1 after -- would leave events without rows: its sink writes"
            + " what a completed checkpoint holds; leave it out",
        refusal.getMessage());
  }

  private String announcement(String spec) throws Exception {
    Path file = Files.writeString(directory.resolve("web.yaml"), spec);
    Request request = Request.daily(Runner.DIRECT, "2026-11-01", "2026-11-02");
    Clock clock = Clock.fixed(Instant.parse("2026-11-10T00:00:00Z"), ZoneOffset.UTC);
    return Launch.of(file, Map.of(), request, clock).announcement();
  }
}
