package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.spec.ConnectionSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresPatienceTest {
  private static final ConnectionSpec.Postgres SERVER =
      new ConnectionSpec.Postgres("serving", "jdbc:postgresql://h/db", "u", "p", Map.of());

  private final Clock clock = new Clock();
  private int attempts;

  /** Time that passes only while somebody waits. */
  private static final class Clock implements PostgresPatience.Ticker {
    private Duration now = Duration.ofDays(1);
    private Duration longest = Duration.ZERO;

    @Override
    public long nanos() {
      return now.toNanos();
    }

    @Override
    public void sleep(Duration pause) {
      now = now.plus(pause);
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }
  }

  private String answerAfter(Duration outage) throws SQLException {
    attempts++;
    if (clock.now.compareTo(Duration.ofDays(1).plus(outage)) < 0) {
      throw new SQLException("connection refused", "08001");
    }
    return "written";
  }

  @Test
  void aStreamWaitsAsLongAsItTakesAndAsksEveryFewSeconds() throws Exception {
    PostgresPatience stream = PostgresPatience.endless().with(clock);

    String answer = stream.retrying(SERVER, () -> answerAfter(Duration.ofHours(3)));

    assertEquals("written", answer);
    assertEquals(Duration.ofSeconds(5), clock.longest);
    assertTrue(attempts > 2000, "attempts: " + attempts);
  }

  @Test
  void aBatchRunWaitsMinutesAndThenGivesUp() throws Exception {
    PostgresPatience batch = PostgresPatience.ofBatch().with(clock);

    assertEquals("written", batch.retrying(SERVER, () -> answerAfter(Duration.ofMinutes(4))));
    SQLException failure =
        assertThrows(
            SQLException.class,
            () -> batch.retrying(SERVER, () -> answerAfter(Duration.ofHours(3))));

    assertEquals("08001", failure.getSQLState());
    assertTrue(clock.now.compareTo(Duration.ofDays(1).plusMinutes(10)) < 0, "waited too long");
  }

  @Test
  void whatDoesNotPassIsNotTriedAgain() {
    SQLException refusal =
        assertThrows(
            SQLException.class,
            () ->
                PostgresPatience.endless()
                    .with(clock)
                    .retrying(
                        SERVER,
                        () -> {
                          attempts++;
                          throw new SQLException("no such table", "42P01");
                        }));

    assertEquals("42P01", refusal.getSQLState());
    assertEquals(1, attempts);
  }
}
