package io.tidemark.run;

import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.spec.UnreachableException;
import java.util.Map;
import java.util.Optional;

/** A batch run: when the pipeline has succeeded, the slice's rows are put in their places. */
final class PublishedRunning implements Running {
  private final Running running;
  private final Map<String, Sink> outputs;
  private final Slice slice;
  private boolean stopped;
  private boolean published;
  private Optional<String> failure = Optional.empty();

  PublishedRunning(Running running, Map<String, Sink> outputs, Slice slice) {
    this.running = running;
    this.outputs = outputs;
    this.slice = slice;
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
      for (Sink sink : outputs.values()) {
        sink.publish(slice);
      }
    } catch (UnreachableException e) {
      failure = Optional.of(e.getMessage());
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
