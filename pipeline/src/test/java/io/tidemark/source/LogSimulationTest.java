package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.source.LogHistory.Stamp;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Thousands of histories, each decided by its seed; a failure names it. */
class LogSimulationTest {
  private static final int HISTORIES = 3_000;

  @Test
  void nothingIsLostOrRepeatedAndEveryStampObeysTheRuleWhateverHappens() throws IOException {
    for (long seed = 0; seed < HISTORIES; seed++) {
      run(seed, new LogHistory(seed, false));
    }
  }

  @Test
  void withATideTableNoStampEverChangesAndAReplayMakesTheSameOnes()
      throws IOException, UnreachableException {
    for (long seed = 0; seed < HISTORIES; seed++) {
      LogHistory history = new LogHistory(seed, true);
      run(seed, history);

      assertEquals(tidemarks(history.model.first()), replayed(history), "history " + seed);
    }
  }

  private static void run(long seed, LogHistory history) throws IOException {
    try {
      history.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("history " + seed + ": " + e.getMessage(), e);
    }
  }

  /** A bounded reading from the earliest, a day later. */
  private static Map<String, String> replayed(LogHistory history)
      throws IOException, UnreachableException {
    Map<String, Stamp> stamps = new TreeMap<>();
    long later = history.now.get() + 86_400_000;
    for (PartitionMark mark : history.log.earliest(later)) {
      StampedPartition partition =
          new StampedPartition(
              TestEvents.STAMPING, mark, RecordedTides.of(history.table, List.of(mark)).get(0));
      LogReader reader = history.log.open(List.of(mark), () -> later);
      for (LogPoll poll = reader.poll(); poll != null; poll = reader.poll()) {
        LogHistory.stamps(partition.take(poll, later).chunk())
            .forEach(stamp -> stamps.put(stamp.partition() + "@" + stamp.offset(), stamp));
      }
    }
    return tidemarks(stamps);
  }

  private static Map<String, String> tidemarks(Map<String, Stamp> stamps) {
    Map<String, String> tidemarks = new TreeMap<>();
    stamps.forEach(
        (position, stamp) ->
            tidemarks.put(position, stamp.tidemark() + (stamp.accepted() ? "" : " refused")));
    return tidemarks;
  }
}
