package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.OutputStream;

/** The mutable state of one measure, of one key and window. Independent of the order of adding. */
interface Accumulation {
  /** Adds one value, not null, which is that of {@code event}. */
  void add(Object value, Event event);

  /** Adds all of {@code other}, of the same class, which stays as it is. */
  void addAll(Accumulation other);

  void encode(OutputStream out) throws IOException;
}
