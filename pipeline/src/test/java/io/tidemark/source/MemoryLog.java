package io.tidemark.source;

import io.tidemark.model.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A log without an end, written by a test while it is read. */
final class MemoryLog implements PartitionedLog {
  private final ArrayList<ArrayList<String>> partitions = new ArrayList<>();
  private final HashSet<Integer> held = new HashSet<>();
  private final ArrayList<PartitionMark> commits = new ArrayList<>();
  private final HashMap<String, Set<Long>> observed = new HashMap<>();
  private final HashMap<String, Long> firstPolled = new HashMap<>();
  private final int mostArrivals;
  private int observations;

  MemoryLog(int partitions) {
    this(partitions, Integer.MAX_VALUE);
  }

  /**
   * @param mostArrivals of a poll
   */
  MemoryLog(int partitions, int mostArrivals) {
    this.mostArrivals = mostArrivals;
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

  int size() {
    return partitions.size();
  }

  /** When it was seen that a partition ended at an offset. */
  Set<Long> observed(String partition, long offset) {
    return observed.computeIfAbsent(partition + "@" + offset, position -> new HashSet<>());
  }

  /** When a position was polled for the first time. */
  long firstPolled(String position) {
    return firstPolled.get(position);
  }

  /** What was committed, oldest first. */
  List<PartitionMark> commits() {
    return List.copyOf(commits);
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
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final ReaderClock clock;
    private Set<Integer> paused = Set.of();

    Reader(List<PartitionMark> marks, ReaderClock clock) {
      this.clock = clock;
      marks.forEach(this::add);
    }

    @Override
    public void add(PartitionMark mark) {
      numbers.add(Integer.valueOf(mark.partition().substring("memory-".length())));
      offsets.add((int) mark.offset());
    }

    @Override
    public @Nullable LogPoll poll() {
      for (int i = 0; i < offsets.size(); i++) {
        int number = numbers.get(i);
        if (backlog(i).arrivals() > 0 && !held.contains(number) && !paused.contains(i)) {
          return poll(i, number);
        }
      }
      return null;
    }

    private LogPoll poll(int i, int number) {
      List<String> payloads = partitions.get(number);
      List<Arrival> arrivals = new ArrayList<>();
      while (offsets.get(i) < payloads.size() && arrivals.size() < mostArrivals) {
        int offset = offsets.get(i);
        String payload = payloads.get(offset);
        firstPolled.putIfAbsent("memory-" + number + "@" + offset, clock.millis());
        arrivals.add(TestEvents.arrival("memory-" + number, offset, payload, clock.millis()));
        offsets.set(i, offset + 1);
      }
      return new LogPoll(i, arrivals, offsets.get(i), 0, false);
    }

    @Override
    public void pause(Set<Integer> pausedNow) {
      paused = Set.copyOf(pausedNow);
    }

    @Override
    public Backlog backlog(int partition) {
      int arrivals = partitions.get(numbers.get(partition)).size() - offsets.get(partition);
      return new Backlog(arrivals, 100L * arrivals);
    }

    @Override
    public Map<Integer, Long> observeEnds(List<Integer> asked) {
      observations++;
      Map<Integer, Long> observed = new HashMap<>();
      for (int i : Set.copyOf(asked)) {
        if (backlog(i).arrivals() == 0) {
          observed.put(i, clock.millis());
          observed("memory-" + numbers.get(i), offsets.get(i)).add(clock.millis());
        }
      }
      return observed;
    }

    @Override
    public List<PartitionMark> list(Predicate<String> wanted) {
      return earliest(clock.millis()).stream()
          .filter(mark -> wanted.test(mark.partition()))
          .toList();
    }

    @Override
    public void commit(List<PartitionMark> committed) {
      commits.addAll(committed);
    }

    @Override
    public void close() {}
  }
}
