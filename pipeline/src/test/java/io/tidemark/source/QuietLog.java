package io.tidemark.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A log of one partition at whose end nothing comes. */
final class QuietLog implements PartitionedLog {
  private final ReaderClock clock;

  QuietLog(ReaderClock clock) {
    this.clock = clock;
  }

  @Override
  public List<PartitionMark> start(boolean bounded, long now) {
    return List.of(PartitionMark.ofLog("quiet-0", 7, PartitionMark.NO_END, now));
  }

  @Override
  public LogReader open(List<PartitionMark> marks, ReaderClock readerClock) {
    return new LogReader() {
      @Override
      public LogPoll poll() {
        return null;
      }

      @Override
      public Map<Integer, Long> observeEnds(List<Integer> partitions) {
        Map<Integer, Long> observed = new HashMap<>();
        partitions.forEach(i -> observed.put(i, clock.millis()));
        return observed;
      }

      @Override
      public void commit(List<PartitionMark> committed) {}

      @Override
      public void close() {}
    };
  }
}
