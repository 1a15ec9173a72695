package io.tidemark.source;

import java.io.Serializable;

/** What time it is where arrivals are read, ms since the epoch. */
@FunctionalInterface
public interface ReaderClock extends Serializable {
  long millis();

  static ReaderClock system() {
    return System::currentTimeMillis;
  }
}
