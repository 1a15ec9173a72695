package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.model.Cells;
import io.tidemark.sink.Sink;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The database goes away while rows are on their way: they wait, and come when it is back. */
class PostgresOutageIT {
  @Test
  void rowsOnTheirWayWaitForTheDatabaseAndNoneIsLost() throws Exception {
    try (PostgresDatabase database = PostgresDatabase.start()) {
      ConnectionSpec.Postgres serving =
          new ConnectionSpec.Postgres(
              "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());
      Sink sink =
          Sink.of(
              new SinkSpec.Postgres(serving, "hits", Optional.empty(), 10, Map.of(), SinkRun.PLACE),
              SinkRun.HITS,
              "web");
      SinkRun.launch(sink);
      Cells[] rows = new Cells[500];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = SinkRun.pane("host-" + i, 0, 1L, "ON_TIME", 1, 1);
      }

      database.stopServer();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> SinkRun.stream(sink, SinkRun.HITS, rows[0], rows));
      assertFalse(writing.isDone());
      database.startServerAgain();
      writing.get(2, TimeUnit.MINUTES);

      assertEquals(rows.length, database.count("SELECT count(DISTINCT host) FROM hits"));
    }
  }
}
