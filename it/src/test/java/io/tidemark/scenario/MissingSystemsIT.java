package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that is not there, or is not as the spec says: one message, and nothing half done. */
class MissingSystemsIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** The password is a variable of this JVM's environment, see the pom. */
  private static final String SPEC =
      """
      pipeline: systems
      connections:
        broker: {kafka: {bootstrapServers: "BROKER"}}
        serving: {postgres: {url: "DATABASE", user: postgres, password: "${TIDEMARK_IT_PASSWORD}"}}
      source: SOURCE
      event:
        format: json
        fields: {ts: timestamp, host: string}
        time: ts
      views:
        first:
          window: {fixed: 1m}
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {postgres: serving, table: first}
        second:
          window: {fixed: 1m}
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {postgres: serving, table: second}
      lateEvents: {files: "DIR/out/late"}
      deadLetters: {kafka: broker, topic: missing-systems.dead}
      """;

  private static final String NO_BROKER = "localhost:1";
  private static final String NO_DATABASE =
      "jdbc:postgresql://localhost:1/web?password=${TIDEMARK_IT_PASSWORD}";

  private final KafkaBroker broker = SharedFixtures.kafka();
  @TempDir Path directory;
  private PostgresDatabase database;
  private Path spec;

  @BeforeEach
  void prepare() throws IOException {
    database = SharedFixtures.postgres().fresh("missing_systems");
    spec = directory.resolve("spec.yaml");
    Files.writeString(directory.resolve("a.jsonl"), "{\"ts\":\"2024-03-01T00:00:00Z\"}\n");
  }

  private void write(String servers, String url, String source) throws IOException {
    Files.writeString(
        spec,
        SPEC.replace("BROKER", servers)
            .replace("DATABASE", url)
            .replace("SOURCE", source)
            .replace("DIR", directory.toString()));
  }

  private String files() {
    return "{files: \"" + directory + "/*.jsonl\"}";
  }

  /** The first line tells what runs; the rest must be {@code message}. */
  private void assertNotRun(int exit, String message) {
    Typed typed = assertTimeout(BOUND, () -> Typed.tidemark("run", spec.toString()));

    String err = typed.err().replace(spec.toString(), "SPEC");
    assertEquals(message, err.substring(err.indexOf('\n') + 1).strip());
    assertEquals(exit, typed.exit());
    assertNothingIsDone();
  }

  private void assertNothingIsDone() {
    assertFalse(Files.exists(directory.resolve("out")));
    assertFalse(broker.topics().contains("missing-systems.dead"));
    assertFalse(database.hasTable("second"));
  }

  @Test
  void aTableWithOtherColumnsIsRefusedAndNothingElseIsCreated() throws Exception {
    write(broker.bootstrapServers(), database.jdbcUrl(), files());
    database.execute("CREATE TABLE first (host text, window_start timestamptz, n text)");

    assertNotRun(
        2,
        "SPEC:15:11: Postgres table \"first\" has other columns than first writes: "
            + "column window_end is missing (expected timestamp with time zone); column n "
            + "is text (expected bigint); column pane is missing (expected text); column "
            + "generation is missing (expected bigint); column revision is missing "
            + "(expected bigint); name another table, or drop this one\n"
            + "1 error");
  }

  @Test
  void aBrokerThatIsNotThereIsNamed() throws Exception {
    write(NO_BROKER, database.jdbcUrl(), "{kafka: broker, topics: [hits]}");

    assertNotRun(
        3,
        "tidemark run: no Kafka broker answers at localhost:1 (connection broker) "
            + "within 10 s");
  }

  @Test
  void aBrokerThatOnlyASinkNeedsIsNamed() throws Exception {
    write(NO_BROKER, database.jdbcUrl(), files());

    assertNotRun(
        3,
        "tidemark run: no Kafka broker answers at localhost:1 (connection broker) "
            + "within 10 s");
    assertFalse(database.hasTable("first"));
  }

  @Test
  void aDatabaseThatIsNotThereIsNamedWithoutItsPassword() throws Exception {
    write(broker.bootstrapServers(), NO_DATABASE, files());

    assertNotRun(
        3,
        "tidemark run: Postgres at localhost:1/web is not reachable: Connection to "
            + "localhost:1 refused. Check that the hostname and port are correct and that "
            + "the postmaster is accepting TCP/IP connections.");
  }

  @Test
  void noVerbPrintsASecret() throws Exception {
    write(NO_BROKER, NO_DATABASE, files());
    String secret = System.getenv("TIDEMARK_IT_PASSWORD");

    for (String[] args :
        new String[][] {
          {"check", spec.toString()},
          {"check", spec.toString(), "--connect"},
          {"run", spec.toString()},
          {"run", spec.toString(), "--mode", "daily"},
          {"run", spec.toString(), "--", "--jobName=" + secret, "--noSuchOption=" + secret}
        }) {
      Typed typed = Typed.tidemark(args);
      assertTrue(secret.length() > 8);
      assertFalse((typed.out() + typed.err()).contains(secret), String.join(" ", args));
    }
  }
}
