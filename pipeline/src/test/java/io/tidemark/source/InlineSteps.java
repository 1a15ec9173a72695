package io.tidemark.source;

import java.io.IOException;

/** Steps that the reader's own thread takes, when it has nothing to hand out. */
final class InlineSteps implements Stepping.Steps {
  private final LogFetcher fetcher;
  private final HandOver handOver;

  private InlineSteps(LogFetcher fetcher, HandOver handOver) {
    this.fetcher = fetcher;
    this.handOver = handOver;
  }

  static InlineSteps begin(LogFetcher fetcher, HandOver handOver) {
    return new InlineSteps(fetcher, handOver);
  }

  @Override
  public void await() throws IOException {
    if (handOver.hasRoom()) {
      fetcher.step();
    }
  }

  @Override
  public void close() throws IOException {
    fetcher.close();
  }
}
