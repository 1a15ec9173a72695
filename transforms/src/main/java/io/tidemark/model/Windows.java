package io.tidemark.model;

import java.io.Serializable;
import java.util.List;

/** Which windows an event belongs to: a pure function of its event time. */
public interface Windows extends Serializable {
  /**
   * The windows of an event with that time, ms since the epoch, the earliest first; of a session
   * window the event's own part of it.
   */
  List<Span> of(long eventTime);

  /** Times around {@code eventTime}, it included, that all have the same windows as it has. */
  default Span alike(long eventTime) {
    return new Span(eventTime, eventTime + 1);
  }

  /** The same windows, worked out once for times in a row that are alike: for one thread. */
  default Windows remembering() {
    return new RememberedWindows(this);
  }
}
