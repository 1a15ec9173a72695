package io.tidemark.window;

import java.time.LocalDate;
import java.time.ZoneId;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Windows of whole days of a zone's calendar, counted from 1970-01-01; one is an hour shorter or
 * longer where clocks change.
 */
final class ZonedDayWindows extends PartitioningWindowFn<Object, IntervalWindow> {
  private final int days;
  private final ZoneId zone;

  private ZonedDayWindows(int days, ZoneId zone) {
    this.days = days;
    this.zone = zone;
  }

  static ZonedDayWindows of(int days, ZoneId zone) {
    if (days < 1) {
      throw new IllegalArgumentException(
          "a window of " + days + " days holds nothing: its size must be at least 1 day");
    }
    return new ZonedDayWindows(days, zone);
  }

  @Override
  public IntervalWindow assignWindow(Instant time) {
    long day =
        java.time.Instant.ofEpochMilli(time.getMillis()).atZone(zone).toLocalDate().toEpochDay();
    long first = day - Math.floorMod(day, days);
    return new IntervalWindow(startOf(first), startOf(first + days));
  }

  private Instant startOf(long epochDay) {
    return Instant.ofEpochMilli(
        LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli());
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!equals(other)) {
      throw new IncompatibleWindowException(
          other, "day windows are only compatible with those of the same days and zone");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ZonedDayWindows that && days == that.days && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return days * 31 + zone.hashCode();
  }
}
