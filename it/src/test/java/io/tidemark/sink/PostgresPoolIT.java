package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.spec.ConnectionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How many connections the sinks of a worker hold to one database. */
class PostgresPoolIT {
  private static final int SINKS = 20;

  private final PostgresDatabase database = SharedFixtures.postgres().fresh("postgres_pool");
  private final ConnectionSpec.Postgres server =
      new ConnectionSpec.Postgres(
          "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());

  @Test
  void everySinkSharesAFewConnectionsAndTheLastOneEndsThem() throws Exception {
    List<PostgresPool> pools = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(SINKS);
    CountDownLatch allOpen = new CountDownLatch(SINKS);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < SINKS; i++) {
      PostgresPool pool = PostgresPool.open(server);
      pools.add(pool);
      answers.add(
          threads.submit(
              () -> {
                allOpen.countDown();
                allOpen.await();
                return pool.once(
                    open -> {
                      open.createStatement().execute("SELECT pg_sleep(0.05)");
                      return pool.size();
                    });
              }));
    }

    for (Future<Integer> answer : answers) {
      assertTrue(answer.get() <= 8, "connections: " + answer.get());
    }
    assertSame(pools.get(0), pools.get(1));
    pools.subList(1, SINKS).forEach(PostgresPool::close);
    assertEquals(1, pools.get(0).<Integer>once(open -> 1));
    pools.get(0).close();
    threads.shutdown();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertEquals(
                    0,
                    database.count(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tidemark'"
                            + " AND datname = 'postgres_pool'")));
  }
}
