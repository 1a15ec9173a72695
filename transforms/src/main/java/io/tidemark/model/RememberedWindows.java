package io.tidemark.model;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Gives the very list of the time before where the next one is alike. Not thread-safe. */
final class RememberedWindows implements Windows {
  private final Windows windows;
  private transient @Nullable Span alike;
  private transient List<Span> last = List.of();

  RememberedWindows(Windows windows) {
    this.windows = windows;
  }

  @Override
  public List<Span> of(long eventTime) {
    Span known = alike;
    if (known == null || !known.holds(eventTime)) {
      alike = windows.alike(eventTime);
      last = windows.of(eventTime);
    }
    return last;
  }

  @Override
  public Span alike(long eventTime) {
    return windows.alike(eventTime);
  }
}
