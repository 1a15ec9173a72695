package io.tidemark.time;

import com.google.common.math.LongMath;
import io.tidemark.model.Event;
import java.time.Duration;

/**
 * The watermark of one source partition: before the first event {@link Event#BEFORE_ALL}, then the
 * maximum of what it was and {@code event time - outOfOrderness}. It never goes back, save where
 * another reading began, and depends on nothing but the calls made to it. Not thread-safe.
 */
public final class PartitionWatermark {
  private final long outOfOrderness;
  private long current;

  public PartitionWatermark(Duration outOfOrderness) {
    this(outOfOrderness, Event.BEFORE_ALL);
  }

  /** One that goes on from {@code current}, ms since the epoch. */
  public PartitionWatermark(Duration outOfOrderness, long current) {
    if (outOfOrderness.isNegative()) {
      throw new IllegalArgumentException("outOfOrderness is negative: " + outOfOrderness);
    }
    this.outOfOrderness = outOfOrderness.toMillis();
    this.current = current;
  }

  /** Ms since the epoch, or {@link Event#BEFORE_ALL}: the tidemark of the next event. */
  public long current() {
    return current;
  }

  /** An event with this time, ms since the epoch, was read. */
  public void observe(long eventTime) {
    raise(LongMath.saturatedSubtract(eventTime, outOfOrderness));
  }

  /** At this time, ms since the epoch, the partition's end was seen to be its position. */
  public void idle(long observedAt) {
    raise(LongMath.saturatedSubtract(observedAt, outOfOrderness));
  }

  /** It is known to have been that much, ms since the epoch, at the least. */
  public void raise(long watermark) {
    current = Math.max(current, watermark);
  }

  /** It is known to have been that here, also if that is less: another reading began here. */
  public void reset(long watermark) {
    current = watermark;
  }
}
