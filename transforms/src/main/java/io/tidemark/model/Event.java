package io.tidemark.model;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * An arrival that was decoded and has an acceptable event time.
 *
 * @param cells its fields, then what later steps append: derived fields, dimension columns
 * @param time event time, ms since the epoch
 * @param tidemark the watermark of its own source partition just before it was read, ms since the
 *     epoch, or {@link #BEFORE_ALL}; stamped once, in the source
 * @param arrival what it was decoded from: what a dead letter must carry
 */
public record Event(Cells cells, long time, long tidemark, Arrival arrival) {

  /** The tidemark of a partition's first events: minus infinity. Rows show it as null. */
  public static final long BEFORE_ALL = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  public Position position() {
    return arrival.position();
  }

  /** This event with {@code cells} in the place of its own. */
  public Event withCells(Cells cells) {
    return new Event(cells, time, tidemark, arrival);
  }
}
