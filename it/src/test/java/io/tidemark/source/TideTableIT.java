package io.tidemark.source;

import static io.tidemark.source.Times.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Event;
import io.tidemark.source.TideEntry.Kind;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.UnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The tide table in a real Postgres. */
class TideTableIT {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final Place PLACE = new Place("web.yaml", 7, 9);

  @Test
  void whatIsRecordedIsReadBackInOrderFromAnOffsetOn() throws Exception {
    PostgresTideTable table = table(SharedFixtures.postgres().fresh("tides_read"), "web");
    table.create();
    table.create();
    List<TideEntry> entries =
        List.of(
            new TideEntry("web-0", 7, Event.BEFORE_ALL, Kind.START),
            new TideEntry("web-0", 7, NOON + 1, Kind.WAKE),
            new TideEntry("web-0", 7, NOON + 1, Kind.REFUSED),
            new TideEntry("web-0", 900, NOON - 999, Kind.CHECKPOINT),
            new TideEntry("web-1", 3, NOON, Kind.NEW));
    table.append(List.of(entries.get(3), entries.get(2), entries.get(4), entries.get(0)));
    table.append(List.of(entries.get(1)));

    assertEquals(entries, table.read(Map.of("web-0", 0L, "web-1", 0L)));
    assertEquals(entries.subList(3, 4), table.read(Map.of("web-0", 8L)));
    assertEquals(List.of(), table.read(Map.of("web-2", 0L)));
  }

  @Test
  void whatIsRecordedAgainIsOnlyEverRaisedAndEachPipelineHasItsOwn() throws Exception {
    PostgresDatabase database = SharedFixtures.postgres().fresh("tides_again");
    PostgresTideTable table = table(database, "web");
    table.create();
    TideEntry low = new TideEntry("web-0", 7, Event.BEFORE_ALL, Kind.CHECKPOINT);
    TideEntry high = new TideEntry("web-0", 7, NOON, Kind.CHECKPOINT);

    table.append(List.of(low));
    assertEquals(List.of(low), table.read(Map.of("web-0", 0L)));
    table.append(List.of(high));
    table.append(List.of(low));
    table(database, "other").append(List.of(low));

    assertEquals(List.of(high), table.read(Map.of("web-0", 0L)));
    assertEquals(2, database.count("SELECT count(*) FROM books.tides"));
  }

  @Test
  void anEntryThatIsOwedTwiceIsRecordedOnceAsTheHigherOne() throws Exception {
    PostgresTideTable table = table(SharedFixtures.postgres().fresh("tides_twice"), "web");
    table.create();
    TideEntry none = new TideEntry("web-0", 7, Event.BEFORE_ALL, Kind.START);
    TideEntry low = new TideEntry("web-0", 9, NOON - 1, Kind.CHECKPOINT);
    TideEntry high = new TideEntry("web-0", 9, NOON, Kind.CHECKPOINT);

    table.append(List.of(none, high, low, none));

    assertEquals(List.of(none, high), table.read(Map.of("web-0", 0L)));
  }

  @Test
  void nothingIsHandedOutWhileItIsAwayAndTheReadingGoesOnWhenItIsBack() throws Exception {
    KafkaBroker broker = SharedFixtures.kafka();
    broker.createTopic("tides-away", 1);
    try (PostgresDatabase database = PostgresDatabase.start()) {
      PostgresTideTable table = table(database, "web");
      table.create();
      LogSourceReader reader = reader(broker, table);
      send(broker, NOON);
      Awaitility.await().until(reader::advance);

      database.stopServer();
      assertThrows(UnreachableException.class, () -> table.read(Map.of("tides-away-0", 0L)));
      reader.getCheckpointMark().finalizeCheckpoint();
      send(broker, NOON + 1);
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .until(
              () -> {
                assertFalse(reader.advance());
                return true;
              });
      database.startServerAgain();
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(reader::advance);

      assertEquals(
          List.of("tides-away-0@1 tidemark %d %d".formatted(NOON - 15_000, NOON + 1)),
          Times.described(reader.getCurrent()));
      reader.close();
      assertEquals(
          List.of(
              new TideEntry("tides-away-0", 0, Event.BEFORE_ALL, Kind.START),
              new TideEntry("tides-away-0", 1, NOON - 15_000, Kind.CHECKPOINT)),
          table.read(Map.of("tides-away-0", 0L)));
    }
  }

  private static LogSourceReader reader(KafkaBroker broker, PostgresTideTable table)
      throws Exception {
    SourceSpec.Kafka spec =
        new SourceSpec.Kafka(
            new ConnectionSpec.Kafka("broker", broker.bootstrapServers(), Map.of()),
            List.of("tides-away"),
            Optional.empty(),
            "tides-away",
            Map.of(),
            PLACE);
    LogReading reading =
        LogReading.of(KafkaLog.of(spec), Stamping.of(Times.EVENT), ReaderClock.system());
    return LogSource.of(reading.withTides(table))
        .split(1, OPTIONS)
        .get(0)
        .createReader(OPTIONS, null);
  }

  private static void send(KafkaBroker broker, long time) {
    broker.send(List.of(new ProducerRecord<>("tides-away", 0, null, Times.payload(time))));
  }

  private static PostgresTideTable table(PostgresDatabase database, String pipeline) {
    database.execute("CREATE SCHEMA IF NOT EXISTS books");
    ConnectionSpec.Postgres connection =
        new ConnectionSpec.Postgres(
            "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());
    return PostgresTideTable.of(new LedgerSpec(connection, "books", PLACE), pipeline);
  }
}
