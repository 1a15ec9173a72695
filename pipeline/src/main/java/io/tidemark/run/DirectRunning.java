package io.tidemark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/**
 * A run on the Direct runner, in this JVM. The runner tells of a failure only to who waits for its
 * end, and to nobody who has asked for its state before: so one thread waits, and nobody asks.
 */
final class DirectRunning implements Running {
  private final PipelineResult result;
  private final CompletableFuture<PipelineResult.State> end = new CompletableFuture<>();

  private DirectRunning(PipelineResult result) {
    this.result = result;
  }

  static DirectRunning start(Pipeline pipeline) {
    DirectRunning running = new DirectRunning(pipeline.run());
    Thread waiting = new Thread(running::waitForTheEnd, "tidemark-direct");
    waiting.setDaemon(true);
    waiting.start();
    return running;
  }

  private void waitForTheEnd() {
    try {
      end.complete(result.waitUntilFinish());
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  @Override
  public boolean isDone() {
    return end.isDone();
  }

  @Override
  public Optional<String> failure() {
    if (end.isCompletedExceptionally()) {
      return Optional.of(end.handle((state, thrown) -> Failures.describe(thrown)).join());
    }
    return end.getNow(PipelineResult.State.RUNNING) == PipelineResult.State.FAILED
        ? Optional.of("the Direct runner gave no reason")
        : Optional.empty();
  }

  @Override
  public Optional<String> detachedJob() {
    return Optional.empty();
  }

  @Override
  public void stop() {
    if (!isDone()) {
      try {
        result.cancel();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      end.handle((state, thrown) -> state).join();
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
