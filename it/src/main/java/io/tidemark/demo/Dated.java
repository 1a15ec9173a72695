package io.tidemark.demo;

import java.time.Instant;

/** What happened at a time, to the millisecond. */
public interface Dated {
  Instant time();
}
