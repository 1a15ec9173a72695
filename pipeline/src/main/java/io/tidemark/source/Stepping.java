package io.tidemark.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** Who runs the steps of a fetcher while its reader hands out what they fetched. */
@FunctionalInterface
interface Stepping extends Serializable {

  /** Begins to run them, one after another, while there is room. */
  Steps begin(LogFetcher fetcher, HandOver handOver);

  /** The running steps; closing ends them, and then the fetcher. */
  interface Steps extends Closeable {

    /** The reader found nothing: lets something be fetched, without much waiting. */
    void await() throws IOException;
  }
}
