package io.tidemark.model;

import java.io.Serializable;
import java.util.Comparator;

/**
 * The interval of a window.
 *
 * @param start ms since the epoch, inclusive
 * @param end ms since the epoch, exclusive
 */
public record Span(long start, long end) implements Comparable<Span>, Serializable {
  private static final Comparator<Span> ORDER =
      Comparator.comparingLong(Span::start).thenComparingLong(Span::end);

  /** Its last ms: a timer there fires when the watermark reaches {@link #end}. */
  public long lastMilli() {
    return end - 1;
  }

  public boolean holds(long time) {
    return start <= time && time < end;
  }

  @Override
  public int compareTo(Span other) {
    return ORDER.compare(this, other);
  }
}
