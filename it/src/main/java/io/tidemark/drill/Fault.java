package io.tidemark.drill;

import io.tidemark.fixture.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;

/** What goes wrong in a drill, while rows flow. */
public enum Fault {
  WORKER("worker", true) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      killWorker(systems, busyWorker(systems, random));
    }
  },
  ICEBERG_COMMIT("iceberg-commit", true) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      String victim = busyWorker(systems, random);
      String table = pipeline + (random.nextBoolean() ? ".events" : ".windows");
      OptionalLong before = systems.lake().newestSnapshot(table);
      until(() -> !systems.lake().newestSnapshot(table).equals(before), "a commit to " + table);
      killWorker(systems, victim);
    }
  },
  POSTGRES_BATCH("postgres-batch", true) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      String victim = busyWorker(systems, random);
      try (Connection connection = systems.database().connect();
          Statement statement = connection.createStatement()) {
        until(() -> isWriting(statement), "a batch in flight");
        killWorker(systems, victim);
      } catch (SQLException e) {
        throw new IOException("the database does not tell what it does", e);
      }
    }
  },
  KAFKA_TRANSACTION("kafka-transaction", true) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      String victim = busyWorker(systems, random);
      try (Admin admin = systems.broker().admin()) {
        until(() -> hasOpenTransaction(admin), "an open transaction");
        killWorker(systems, victim);
      }
    }
  },
  DATABASE("database", false) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      if (random.nextBoolean()) {
        systems.database().crashServer();
      } else {
        systems.database().stopServer();
      }
      Await.pause(outage(random));
      systems.database().startServerAgain();
    }
  },
  BROKER("broker", false) {
    @Override
    void strike(DrillSystems systems, String pipeline, Random random) throws IOException {
      systems.broker().kill();
      Await.pause(outage(random));
      systems.broker().startAgain();
    }
  };

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String WRITING =
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'tidemark'"
          + " AND datname = current_database() AND state <> 'idle' LIMIT 1";

  private final String word;
  private final boolean restarts;

  Fault(String word, boolean restarts) {
    this.word = word;
    this.restarts = restarts;
  }

  /** As it is typed. */
  public String word() {
    return word;
  }

  /** Whether the job must go on from a checkpoint afterwards, or else was not hit. */
  boolean restarts() {
    return restarts;
  }

  /** The fault of that word, if there is one. */
  public static Fault named(String word) {
    return Stream.of(values())
        .filter(fault -> fault.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fault " + word));
  }

  /** All words. */
  public static List<String> words() {
    return Stream.of(values()).map(Fault::word).toList();
  }

  /** Makes the fault, and ends it as far as an operator or a supervisor would. */
  abstract void strike(DrillSystems systems, String pipeline, Random random) throws IOException;

  private static String busyWorker(DrillSystems systems, Random random) throws IOException {
    List<String> busy = systems.cluster().busyWorkers();
    return busy.get(random.nextInt(busy.size()));
  }

  private static void killWorker(DrillSystems systems, String victim) throws IOException {
    systems.cluster().killWorker(victim);
    systems.cluster().startWorker();
  }

  private static Duration outage(Random random) {
    return Duration.ofMillis(2_000 + random.nextInt(3_000));
  }

  /** Asks without a pause: what is waited for may be over in a moment. */
  private static void until(Await.Condition condition, String what) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("waited " + PATIENCE.toSeconds() + " s for " + what);
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isWriting(Statement statement) throws IOException {
    try (ResultSet found = statement.executeQuery(WRITING)) {
      return found.next();
    } catch (SQLException e) {
      throw new IOException("the database does not tell what it does", e);
    }
  }

  private static boolean hasOpenTransaction(Admin admin) throws IOException {
    ListTransactionsOptions open =
        new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
    try {
      return !admin.listTransactions(open).all().get().isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a transaction", e);
    } catch (ExecutionException e) {
      throw new IOException("the broker does not tell its transactions", e);
    }
  }
}
