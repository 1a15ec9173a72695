package io.tidemark.window;

import java.time.Duration;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Windows {@code [n * size + offset, (n + 1) * size + offset)} since the epoch, also before it,
 * where Beam's own fixed windows do not hold their events.
 */
final class FixedSizeWindows extends PartitioningWindowFn<Object, IntervalWindow> {
  private final long size;
  private final long offset;

  private FixedSizeWindows(long size, long offset) {
    this.size = size;
    this.offset = offset;
  }

  static FixedSizeWindows of(Duration size, Duration offset) {
    if (size.toMillis() < 1) {
      throw new IllegalArgumentException(
          "a window of " + size + " holds nothing: its size must be at least 1 ms");
    }
    if (offset.isNegative() || offset.compareTo(size) >= 0) {
      throw new IllegalArgumentException(
          "a window offset of " + offset + " must be 0 or more and less than the size " + size);
    }
    return new FixedSizeWindows(size.toMillis(), offset.toMillis());
  }

  @Override
  public IntervalWindow assignWindow(Instant time) {
    long millis = time.getMillis();
    long start = millis - Math.floorMod(millis - offset, size);
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(start + size));
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
          other, "fixed windows are only compatible with those of the same size and offset");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FixedSizeWindows that && size == that.size && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size) * 31 + Long.hashCode(offset);
  }
}
