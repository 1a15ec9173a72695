package io.tidemark.source;

import io.tidemark.source.TideEntry.Kind;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's side of the tide table: what it owes it, and when it may ask again while the table
 * is away: after 100 ms, then twice as long each time, up to 5 s.
 */
final class TideRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(TideRecorder.class);
  private static final long MILLIS_BETWEEN_CHECKPOINTS = 1_000;
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final TideTable table;
  private final ReaderClock clock;
  private final List<TideEntry> owed = new ArrayList<>();
  private final Map<String, Long> checkpointed = new HashMap<>();
  private final Pace checkpoints = new Pace(MILLIS_BETWEEN_CHECKPOINTS);
  private long waits = FIRST_WAIT_MILLIS;
  private @Nullable Pace away;

  TideRecorder(TideTable table, ReaderClock clock) {
    this.table = table;
    this.clock = clock;
  }

  void owe(List<TideEntry> entries) {
    if (table.isKept()) {
      owed.addAll(entries);
    }
  }

  /** What a checkpoint holds, at most once a second, of partitions that went on since the last. */
  void oweCheckpoint(List<PartitionMark> marks) {
    long now = clock.millis();
    if (!table.isKept() || !checkpoints.isDue(now)) {
      return;
    }
    checkpoints.begin(now);
    for (PartitionMark mark : marks) {
      Long before = checkpointed.put(mark.partition(), mark.offset());
      if (mark.chunks() > 0 && (before == null || before != mark.offset())) {
        owed.add(new TideEntry(mark.partition(), mark.offset(), mark.watermark(), Kind.CHECKPOINT));
      }
    }
  }

  /** Whether nothing is owed; if something was, it is durable now. */
  boolean settle() throws IOException {
    if (owed.isEmpty()) {
      return true;
    }
    return asked(
            () -> {
              table.append(List.copyOf(owed));
              owed.clear();
              return true;
            })
        .isPresent();
  }

  /** What is recorded of each partition from its mark on; empty: the table is away. */
  Optional<List<RecordedTides>> read(List<PartitionMark> marks) throws IOException {
    if (marks.isEmpty()) {
      return Optional.of(List.of());
    }
    return asked(() -> RecordedTides.of(table, marks));
  }

  private interface Question<T> {
    T ask() throws IOException, UnreachableException;
  }

  private <T> Optional<T> asked(Question<T> question) throws IOException {
    long now = clock.millis();
    if (away != null && !away.isDue(now)) {
      return Optional.empty();
    }
    try {
      T answer = question.ask();
      if (away != null) {
        LOG.info("the tide table answers again");
        away = null;
      }
      waits = FIRST_WAIT_MILLIS;
      return Optional.of(answer);
    } catch (UnreachableException e) {
      if (away == null) {
        LOG.warn("nothing is read until the tide table answers: {}", e.getMessage());
      }
      away = new Pace(waits);
      away.begin(now);
      waits = Math.min(LONGEST_WAIT_MILLIS, 2 * waits);
      return Optional.empty();
    }
  }
}
