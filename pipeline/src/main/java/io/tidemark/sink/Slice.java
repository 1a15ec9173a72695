package io.tidemark.sink;

import java.io.Serializable;
import java.time.Instant;

/**
 * What a batch run covers: events with time in {@code [from, to)}, windows whose end lies in {@code
 * (from, to]}.
 */
public record Slice(Instant from, Instant to) implements Serializable {
  public boolean holdsEvent(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  public boolean holdsWindowEnd(Instant end) {
    return end.isAfter(from) && !end.isAfter(to);
  }
}
