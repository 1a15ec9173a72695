package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The mutable state of all measures of one key and window, and how many events it has seen. */
final class Accumulator {
  private long events;
  private final Accumulation[] parts;

  Accumulator(long events, Accumulation[] parts) {
    this.events = events;
    this.parts = parts;
  }

  static Accumulator of(List<Measure> measures) {
    Accumulation[] parts = new Accumulation[measures.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = measures.get(i).create();
    }
    return new Accumulator(0, parts);
  }

  void add(Event event, List<Measure> measures) {
    events++;
    for (int i = 0; i < parts.length; i++) {
      measures.get(i).add(event, parts[i]);
    }
  }

  /** Adds all of {@code other}, which stays as it is. */
  void addAll(Accumulator other) {
    events += other.events;
    for (int i = 0; i < parts.length; i++) {
      parts[i].addAll(other.parts[i]);
    }
  }

  long events() {
    return events;
  }

  Accumulation part(int i) {
    return parts[i];
  }

  /** The number of events, then the value of each measure. */
  Cells values(List<Measure> measures) {
    @Nullable Object[] values = new Object[parts.length + 1];
    values[0] = events;
    for (int i = 0; i < parts.length; i++) {
      values[i + 1] = measures.get(i).value(parts[i]);
    }
    return Cells.of(values);
  }
}
