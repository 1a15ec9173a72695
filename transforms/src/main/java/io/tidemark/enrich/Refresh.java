package io.tidemark.enrich;

import java.io.Serializable;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a dimension is kept up to date while a stream runs.
 *
 * @param every from the start of one read to the start of the next
 * @param maxAge the pipeline fails when the last good read began longer ago; null: never
 * @param waits whether an event waits for a read that began at or after its event time
 */
public record Refresh(Duration every, @Nullable Duration maxAge, boolean waits)
    implements Serializable {

  public static Refresh every(Duration every) {
    return new Refresh(every, null, false);
  }

  public Refresh withMaxAge(Duration limit) {
    return new Refresh(every, limit, waits);
  }

  public Refresh withWaiting() {
    return new Refresh(every, maxAge, true);
  }
}
