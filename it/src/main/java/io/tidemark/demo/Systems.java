package io.tidemark.demo;

import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The broker, the database and the lake of one demo; all of it goes away on close. */
public record Systems(KafkaBroker broker, PostgresDatabase database, IcebergLake lake)
    implements Closeable {

  /** Starts all three at once, in about 8 s. */
  public static Systems start() throws IOException {
    CompletableFuture<KafkaBroker> broker = started(KafkaBroker::start);
    CompletableFuture<PostgresDatabase> database = started(PostgresDatabase::start);
    IcebergLake lake = IcebergLake.create();
    try {
      return new Systems(broker.join(), database.join(), lake);
    } catch (CompletionException e) {
      throw new IOException("an embedded system did not start: " + e.getCause().getMessage(), e);
    }
  }

  /** What the example specs ask of the environment. */
  public Map<String, String> environment() {
    return Map.of(
        "KAFKA", broker.bootstrapServers(),
        "PG_URL", database.jdbcUrl(),
        "PG_USER", database.user(),
        "PG_PASSWORD", database.password(),
        "WAREHOUSE", lake.warehouse(),
        "COMMIT_EVERY", "2s");
  }

  @Override
  public void close() throws IOException {
    try (lake;
        database;
        broker) {
      // each is closed, also if another cannot be
    }
  }

  private static <T> CompletableFuture<T> started(Callable<T> start) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return start.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }
}
