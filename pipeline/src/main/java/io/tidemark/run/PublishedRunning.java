package io.tidemark.run;

import io.tidemark.spec.UnreachableException;
import java.util.Map;
import java.util.Optional;

/** A batch run: when the pipeline has succeeded, its rows are put in their places. */
final class PublishedRunning implements Running {
  private final Running running;
  private final Publication publication;
  private boolean stopped;
  private boolean published;
  private Optional<String> failure = Optional.empty();

  PublishedRunning(Running running, Publication publication) {
    this.running = running;
    this.publication = publication;
  }

  /** What puts the rows in their places. */
  interface Publication {
    void publish() throws UnreachableException;
  }

  @Override
  public synchronized boolean isDone() {
    if (!running.isDone()) {
      return false;
    }
    if (!stopped && !published && failure().isEmpty()) {
      publish();
    }
    return true;
  }

  private void publish() {
    published = true;
    try {
      publication.publish();
    } catch (UnreachableException e) {
      failure = Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      failure = Optional.of(Failures.describe(e));
    }
  }

  @Override
  public synchronized Optional<String> failure() {
    return failure.isPresent() ? failure : running.failure();
  }

  /** Empty: this JVM must stay, to publish. */
  @Override
  public Optional<String> detachedJob() {
    return Optional.empty();
  }

  @Override
  public synchronized void stop() {
    stopped |= !isDone();
    running.stop();
  }

  @Override
  public Map<String, Long> counters() {
    return running.counters();
  }

  @Override
  public void close() {
    running.close();
  }
}
