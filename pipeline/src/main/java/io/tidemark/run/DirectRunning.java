package io.tidemark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.joda.time.Duration;

/** A run on the Direct runner, in this JVM. */
final class DirectRunning implements Running {
  private final PipelineResult result;
  private Optional<String> failure = Optional.empty();

  private DirectRunning(PipelineResult result) {
    this.result = result;
  }

  static DirectRunning start(Pipeline pipeline) {
    return new DirectRunning(pipeline.run());
  }

  @Override
  public synchronized boolean isDone() {
    if (failure.isEmpty() && !result.getState().isTerminal()) {
      waitBriefly();
    }
    return failure.isPresent() || result.getState().isTerminal();
  }

  /** The runner tells of a failure only to who waits for it. */
  private void waitBriefly() {
    try {
      result.waitUntilFinish(Duration.millis(1));
    } catch (RuntimeException e) {
      failure = Optional.of(Failures.describe(e));
    }
  }

  @Override
  public synchronized Optional<String> failure() {
    if (failure.isEmpty() && result.getState() == PipelineResult.State.FAILED) {
      waitBriefly();
    }
    return failure;
  }

  @Override
  public Optional<String> detachedJob() {
    return Optional.empty();
  }

  @Override
  public synchronized void stop() {
    if (!isDone()) {
      try {
        result.cancel();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public Map<String, Long> counters() {
    return Counters.of(result.metrics());
  }

  @Override
  public void close() {
    stop();
  }
}
