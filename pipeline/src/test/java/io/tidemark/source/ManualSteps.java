package io.tidemark.source;

import java.io.IOException;

/** Steps that a test takes, between whatever else it does. */
final class ManualSteps implements Stepping.Steps {
  private final LogFetcher fetcher;
  private final HandOver handOver;
  private boolean handed = true;

  ManualSteps(LogFetcher fetcher, HandOver handOver) {
    this.fetcher = fetcher;
    this.handOver = handOver;
  }

  void step() throws IOException {
    handed = handOver.hasRoom() && fetcher.step();
  }

  boolean hasMore() {
    return handed;
  }

  /** What is there is handed out, and no more is fetched. */
  @Override
  public void await() {}

  @Override
  public void close() throws IOException {
    fetcher.close();
  }
}
