package io.tidemark.model;

import java.time.Duration;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the ledger counts apart: the pipeline or a view, a minute of event time, and how late the
 * event came.
 *
 * <p>The epoch is a function of the event alone: 0 where its tidemark is less than a week after the
 * end of its minute's day (UTC); then it counts the weeks. So no event of a cell comes once the
 * watermark has passed {@link #expiry}, and the counts of a minute are the sums over its epochs.
 *
 * @param view empty: the pipeline itself
 * @param minute when it begins, ms since the epoch; null: of arrivals without an acceptable event
 *     time
 */
public record LedgerCell(String view, @Nullable Long minute, long epoch) {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long WEEK = Duration.ofDays(7).toMillis();

  /**
   * The cell of one event.
   *
   * @param time its event time, ms since the epoch; null: it has none
   */
  public static LedgerCell of(String view, @Nullable Long time, long tidemark) {
    if (time == null) {
      return new LedgerCell(view, null, 0);
    }
    long minute = Math.floorDiv(time, MINUTE) * MINUTE;
    return new LedgerCell(
        view, minute, Math.max(0, Math.floorDiv(tidemark - dayEnd(minute), WEEK)));
  }

  /** When the watermark says that no more of its events come, ms since the epoch. */
  public long expiry() {
    long end = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    return minute == null ? end : Math.min(end, dayEnd(minute) + (epoch + 1) * WEEK);
  }

  /** Whole days, so that not every minute needs a timer. */
  private static long dayEnd(long minute) {
    return (Math.floorDiv(minute, DAY) + 1) * DAY;
  }
}
