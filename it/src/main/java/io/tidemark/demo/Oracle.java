package io.tidemark.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What must become of messages, in plain Java and in one pass: the lateness rule as the contract
 * words it, for fixed windows. It knows nothing of the pipeline, of runners, or of idle partitions:
 * its tidemarks are those of partitions that are read without a pause of idleTimeout.
 */
public final class Oracle {
  /** The tidemark of a partition's first events. */
  public static final long BEFORE_ALL = Long.MIN_VALUE;

  private Oracle() {}

  /**
   * An event that is kept.
   *
   * @param offset its place among its partition's messages, from 0
   * @param tidemark ms since the epoch, or {@link #BEFORE_ALL}
   */
  public record Kept<E extends Dated>(E event, int partition, long offset, long tidemark) {}

  /** A windowed view: its fixed windows are aligned to the epoch. */
  public record View<E extends Dated, K>(
      String name,
      Duration size,
      Duration allowedLateness,
      Predicate<E> where,
      Function<E, K> key,
      Predicate<List<E>> having) {}

  /** A key and its window, {@code [start, start + size)}. */
  public record Slot<K>(K key, Instant start) {}

  /**
   * What a view makes of the kept events.
   *
   * @param filtered how many its {@code where} leaves out
   * @param accepted the events of every slot, in the order of the messages
   * @param tooLate with the slot that each missed
   */
  public record Outcome<E extends Dated, K>(
      long filtered, Map<Slot<K>, List<E>> accepted, Map<Kept<E>, Slot<K>> tooLate) {

    public long acceptedEvents() {
      return accepted.values().stream().mapToLong(List::size).sum();
    }

    /** The slots that are written: those for which {@code having} holds. */
    public Map<Slot<K>, List<E>> written(View<E, K> view) {
      Map<Slot<K>, List<E>> written = new HashMap<>(accepted);
      written.values().removeIf(view.having().negate());
      return written;
    }
  }

  /** The messages that become no dead letter, each with its tidemark. */
  public static <E extends Dated> List<Kept<E>> kept(
      List<Message<E>> messages, Duration outOfOrderness) {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<Integer, Long> watermarks = new HashMap<>();
    List<Kept<E>> kept = new ArrayList<>();
    for (Message<E> message : messages) {
      int partition = message.partition();
      long offset = offsets.merge(partition, 1L, Long::sum) - 1;
      if (message.event().isEmpty()) {
        continue; // it has no event time, so it moves no watermark
      }
      E event = message.event().get();
      long tidemark = watermarks.getOrDefault(partition, BEFORE_ALL);
      long reached = event.time().minus(outOfOrderness).toEpochMilli();
      watermarks.put(partition, Math.max(tidemark, reached));
      if (message.refused().isEmpty()) {
        kept.add(new Kept<>(event, partition, offset, tidemark));
      }
    }
    return kept;
  }

  /** Sorts the kept events into the view's slots, or out of them. */
  public static <E extends Dated, K> Outcome<E, K> judge(List<Kept<E>> kept, View<E, K> view) {
    long size = view.size().toMillis();
    long filtered = 0;
    Map<Slot<K>, List<E>> accepted = new HashMap<>();
    Map<Kept<E>, Slot<K>> tooLate = new HashMap<>();
    for (Kept<E> one : kept) {
      E event = one.event();
      if (!view.where().test(event)) {
        filtered++;
        continue;
      }
      long start = Math.floorDiv(event.time().toEpochMilli(), size) * size;
      Slot<K> slot = new Slot<>(view.key().apply(event), Instant.ofEpochMilli(start));
      if (start + size + view.allowedLateness().toMillis() <= one.tidemark()) {
        tooLate.put(one, slot);
      } else {
        accepted.computeIfAbsent(slot, s -> new ArrayList<>()).add(event);
      }
    }
    return new Outcome<>(filtered, accepted, tooLate);
  }

  /** One version of a dimension's row: it holds from {@code from} on, until the next one. */
  public record Version<V>(String key, Instant from, V value) {}

  /** The version that was valid at {@code time}. */
  public static <V> Optional<V> asOf(List<Version<V>> versions, String key, Instant time) {
    Version<V> found = null;
    for (Version<V> version : versions) {
      boolean valid = version.key().equals(key) && !version.from().isAfter(time);
      if (valid && (found == null || version.from().isAfter(found.from()))) {
        found = version;
      }
    }
    return Optional.ofNullable(found).map(Version::value);
  }
}
