package io.tidemark.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What must become of messages, in plain Java: the rules for lateness, duplicates and windows as
 * the contract words them. It knows nothing of the pipeline, of runners, or of idle partitions: its
 * tidemarks are those of partitions that are read without a pause of idleTimeout.
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

  /** The windows of a view's events, aligned to the epoch. */
  public sealed interface Shape {}

  /** Windows of {@code size}, one of which begins {@code every} so much. */
  public record Sliding(Duration size, Duration every) implements Shape {}

  /** Events less than {@code gap} apart, cut at the multiples of {@code maxLength}. */
  public record Sessions(Duration gap, Duration maxLength) implements Shape {}

  /**
   * A windowed view.
   *
   * @param quietFor of a view that writes the first row of a key and then is quiet
   */
  public record View<E extends Dated, K>(
      String name,
      Shape shape,
      Duration allowedLateness,
      Predicate<E> where,
      Function<E, K> key,
      Predicate<List<E>> having,
      Optional<Duration> quietFor) {

    /** One with fixed windows of {@code size}, every row of which is written. */
    public View(
        String name,
        Duration size,
        Duration allowedLateness,
        Predicate<E> where,
        Function<E, K> key,
        Predicate<List<E>> having) {
      this(name, new Sliding(size, size), allowedLateness, where, key, having, Optional.empty());
    }
  }

  /**
   * What tells duplicates: events of one partition with equal {@code by} no further apart than
   * {@code within}.
   */
  public record Dedup<E extends Dated>(Function<E, ?> by, Duration within) {}

  /** A key and its window, {@code [start, end)}. */
  public record Slot<K>(K key, Instant start, Instant end) {}

  /** An event that was too late for a slot. */
  public record Missed<E extends Dated, K>(Kept<E> event, Slot<K> slot) {}

  /**
   * What a view makes of the kept events.
   *
   * @param filtered how many its {@code where} leaves out
   * @param accepted the events of every slot
   */
  public record Outcome<E extends Dated, K>(
      long filtered, Map<Slot<K>, List<E>> accepted, List<Missed<E, K>> tooLate) {

    public long acceptedEvents() {
      return accepted.values().stream().mapToLong(List::size).sum();
    }

    /**
     * The slots that are written: those for which {@code having} holds, and of a view that then is
     * quiet the first of them.
     */
    public Map<Slot<K>, List<E>> written(View<E, K> view) {
      Map<Slot<K>, List<E>> written = new HashMap<>(accepted);
      written.values().removeIf(view.having().negate());
      if (view.quietFor().isPresent()) {
        Map<K, Instant> quietUntil = new HashMap<>();
        for (Slot<K> slot :
            written.keySet().stream().sorted(Comparator.comparing(Slot::end)).toList()) {
          Instant quiet = quietUntil.getOrDefault(slot.key(), Instant.MIN);
          if (slot.end().isBefore(quiet)) {
            written.remove(slot);
          } else {
            quietUntil.put(slot.key(), slot.end().plus(view.quietFor().get()));
          }
        }
      }
      return written;
    }
  }

  /** As below, of a spec without dedup. */
  public static <E extends Dated> List<Kept<E>> kept(
      List<Message<E>> messages, Duration outOfOrderness) {
    return kept(messages, outOfOrderness, Optional.empty());
  }

  /** The messages that become no dead letter and are no duplicate, each with its tidemark. */
  public static <E extends Dated> List<Kept<E>> kept(
      List<Message<E>> messages, Duration outOfOrderness, Optional<Dedup<E>> dedup) {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<Integer, Long> watermarks = new HashMap<>();
    Map<Object, List<Kept<E>>> known = new HashMap<>();
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
      Kept<E> one = new Kept<>(event, partition, offset, tidemark);
      if (message.refused().isEmpty() && !dedup.map(d -> isCopy(one, known, d)).orElse(false)) {
        kept.add(one);
      }
    }
    return kept;
  }

  /** Whether it is a duplicate; if it is none it is known from here on. */
  private static <E extends Dated> boolean isCopy(
      Kept<E> one, Map<Object, List<Kept<E>>> known, Dedup<E> dedup) {
    List<Kept<E>> same =
        known.computeIfAbsent(
            List.of(one.partition(), dedup.by().apply(one.event())), k -> new ArrayList<>());
    Duration within = dedup.within();
    for (Kept<E> earlier : same) {
      Duration apart = Duration.between(earlier.event().time(), one.event().time()).abs();
      long forgotten = earlier.event().time().plus(within).toEpochMilli();
      if (apart.compareTo(within) <= 0 && one.tidemark() < forgotten) {
        return true;
      }
    }
    same.add(one);
    return false;
  }

  /** Sorts the kept events into the view's slots, or out of them. */
  public static <E extends Dated, K> Outcome<E, K> judge(List<Kept<E>> kept, View<E, K> view) {
    long filtered = 0;
    Map<Slot<K>, List<E>> accepted = new HashMap<>();
    List<Missed<E, K>> tooLate = new ArrayList<>();
    for (Kept<E> one : kept) {
      if (!view.where().test(one.event())) {
        filtered++;
        continue;
      }
      for (Slot<K> slot : slots(view, one.event())) {
        if (slot.end().plus(view.allowedLateness()).toEpochMilli() <= one.tidemark()) {
          tooLate.add(new Missed<>(one, slot));
        } else {
          accepted.computeIfAbsent(slot, s -> new ArrayList<>()).add(one.event());
        }
      }
    }
    Map<Slot<K>, List<E>> merged =
        view.shape() instanceof Sessions sessions ? merged(accepted, sessions) : accepted;
    return new Outcome<>(filtered, merged, tooLate);
  }

  /** The windows of an event; of sessions the one that it would be alone. */
  private static <E extends Dated, K> List<Slot<K>> slots(View<E, K> view, E event) {
    K key = view.key().apply(event);
    long time = event.time().toEpochMilli();
    List<Slot<K>> slots = new ArrayList<>();
    if (view.shape() instanceof Sliding sliding) {
      long every = sliding.every().toMillis();
      for (long start = Math.floorDiv(time, every) * every;
          start > time - sliding.size().toMillis();
          start -= every) {
        slots.add(slot(key, start, start + sliding.size().toMillis()));
      }
    } else if (view.shape() instanceof Sessions sessions) {
      slots.add(slot(key, time, time + sessions.gap().toMillis()));
    }
    return slots;
  }

  private static <K> Slot<K> slot(K key, long start, long end) {
    return new Slot<>(key, Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
  }

  /**
   * The sessions of events alone, of which those that overlap become one; cut where none may go.
   */
  private static <E extends Dated, K> Map<Slot<K>, List<E>> merged(
      Map<Slot<K>, List<E>> alone, Sessions sessions) {
    long maxLength = sessions.maxLength().toMillis();
    Map<K, Slot<K>> open = new HashMap<>();
    Map<Slot<K>, List<E>> merged = new HashMap<>();
    for (Slot<K> next :
        alone.keySet().stream().sorted(Comparator.comparing(Slot::start)).toList()) {
      long cut = (Math.floorDiv(next.start().toEpochMilli(), maxLength) + 1) * maxLength;
      long end = Math.min(next.end().toEpochMilli(), cut);
      Slot<K> before = open.get(next.key());
      List<E> events = new ArrayList<>(alone.get(next));
      Instant start = next.start();
      if (before != null && next.start().isBefore(before.end())) {
        events.addAll(merged.remove(before));
        start = before.start();
      }
      Slot<K> session = slot(next.key(), start.toEpochMilli(), end);
      open.put(next.key(), session);
      merged.put(session, events);
    }
    return merged;
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
