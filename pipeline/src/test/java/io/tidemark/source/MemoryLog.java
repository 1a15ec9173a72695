package io.tidemark.source;

import io.tidemark.model.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A log without an end, written by a test while it is read. */
final class MemoryLog implements PartitionedLog {
  private final ArrayList<ArrayList<String>> partitions = new ArrayList<>();
  private final HashSet<Integer> held = new HashSet<>();
  private int observations;

  MemoryLog(int partitions) {
    IntStream.range(0, partitions).forEach(i -> this.partitions.add(new ArrayList<>()));
  }

  void addPartition() {
    partitions.add(new ArrayList<>());
  }

  void append(int partition, String... payloads) {
    partitions.get(partition).addAll(List.of(payloads));
  }

  /** What is in the partition stays there, and is not delivered before {@link #release}. */
  void hold(int partition) {
    held.add(partition);
  }

  void release(int partition) {
    held.remove(partition);
  }

  /** How often a reader asked where partitions end. */
  int observations() {
    return observations;
  }

  @Override
  public List<PartitionMark> start(boolean bounded, long now) {
    return IntStream.range(0, partitions.size())
        .mapToObj(i -> PartitionMark.ofLog("memory-" + i, 0, PartitionMark.NO_END, now))
        .toList();
  }

  @Override
  public List<PartitionMark> earliest(long now) {
    return start(false, now);
  }

  @Override
  public LogReader open(List<PartitionMark> marks, ReaderClock clock) {
    return new Reader(marks, clock);
  }

  private final class Reader implements LogReader {
    private final List<Integer> numbers;
    private final long[] offsets;
    private final ReaderClock clock;

    Reader(List<PartitionMark> marks, ReaderClock clock) {
      this.numbers =
          marks.stream()
              .map(mark -> Integer.valueOf(mark.partition().substring("memory-".length())))
              .toList();
      this.offsets = marks.stream().mapToLong(PartitionMark::offset).toArray();
      this.clock = clock;
    }

    @Override
    public @Nullable LogPoll poll() {
      for (int i = 0; i < offsets.length; i++) {
        int number = numbers.get(i);
        List<String> payloads = partitions.get(number);
        if (offsets[i] < payloads.size() && !held.contains(number)) {
          List<Arrival> arrivals = new ArrayList<>();
          for (; offsets[i] < payloads.size(); offsets[i]++) {
            String payload = payloads.get((int) offsets[i]);
            arrivals.add(
                TestEvents.arrival("memory-" + number, offsets[i], payload, clock.millis()));
          }
          return new LogPoll(i, arrivals, offsets[i], 0, false);
        }
      }
      return null;
    }

    @Override
    public Map<Integer, Long> observeEnds(List<Integer> asked) {
      observations++;
      Map<Integer, Long> observed = new HashMap<>();
      for (int i : Set.copyOf(asked)) {
        if (offsets[i] == partitions.get(numbers.get(i)).size()) {
          observed.put(i, clock.millis());
        }
      }
      return observed;
    }

    @Override
    public void commit(List<PartitionMark> committed) {}

    @Override
    public void close() {}
  }
}
