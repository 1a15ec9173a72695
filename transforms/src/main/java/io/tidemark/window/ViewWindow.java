package io.tidemark.window;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The windows of one view, how long past their end an event may still change their result, and how
 * often it may do so. All durations are in whole ms.
 */
public final class ViewWindow implements Serializable {
  private final PartitioningWindowFn<Object, IntervalWindow> windowFn;
  private final Duration allowedLateness;
  private final @Nullable Duration lateEvery;

  private ViewWindow(
      PartitioningWindowFn<Object, IntervalWindow> windowFn,
      Duration allowedLateness,
      @Nullable Duration lateEvery) {
    this.windowFn = windowFn;
    this.allowedLateness = allowedLateness;
    this.lateEvery = lateEvery;
  }

  /**
   * Windows {@code [n * size + offset, (n + 1) * size + offset)} since the epoch, UTC; no lateness
   * allowed.
   *
   * @throws IllegalArgumentException a size below 1 ms, or an offset not in {@code [0, size)}
   */
  public static ViewWindow fixed(Duration size, Duration offset) {
    return new ViewWindow(FixedSizeWindows.of(size, offset), Duration.ZERO, null);
  }

  /**
   * Windows of {@code days} whole days of the calendar of {@code zone}, counted from 1970-01-01; no
   * lateness allowed.
   *
   * @throws IllegalArgumentException less than one day
   */
  public static ViewWindow days(int days, ZoneId zone) {
    return new ViewWindow(ZonedDayWindows.of(days, zone), Duration.ZERO, null);
  }

  /**
   * How long past the end of its window an event is accepted.
   *
   * @throws IllegalArgumentException it is negative
   */
  public ViewWindow withAllowedLateness(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("an allowed lateness of " + lateness + " is negative");
    }
    return new ViewWindow(windowFn, lateness, lateEvery);
  }

  /**
   * At most one LATE pane per this much processing time; empty, or zero: each late event at once.
   *
   * @throws IllegalArgumentException it is negative
   */
  public ViewWindow withLateEvery(Optional<Duration> every) {
    if (every.isPresent() && every.get().isNegative()) {
      throw new IllegalArgumentException("a late pane every " + every.get() + " is negative");
    }
    Duration positive = every.filter(duration -> !duration.isZero()).orElse(null);
    return new ViewWindow(windowFn, allowedLateness, positive);
  }

  /** Which window an event time belongs to. */
  public PartitioningWindowFn<Object, IntervalWindow> windowFn() {
    return windowFn;
  }

  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** Empty: each late event at once. */
  public Optional<Duration> lateEvery() {
    return Optional.ofNullable(lateEvery);
  }
}
