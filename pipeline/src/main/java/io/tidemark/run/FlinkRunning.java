package io.tidemark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.PipelineResult;

/** A job on a Flink cluster, embedded or not. */
final class FlinkRunning implements Running {
  private final PipelineResult result;
  private final FlinkJob jobs;
  private final String jobName;
  private final Optional<EmbeddedFlink> embedded;
  private boolean closed;

  /**
   * @param embedded the cluster, where it belongs to this run and ends with it
   */
  FlinkRunning(
      PipelineResult result, FlinkJob jobs, String jobName, Optional<EmbeddedFlink> embedded) {
    this.result = result;
    this.jobs = jobs;
    this.jobName = jobName;
    this.embedded = embedded;
  }

  @Override
  public Optional<String> detachedJob() {
    return embedded.isPresent() ? Optional.empty() : Optional.of(jobId());
  }

  private String jobId() {
    try {
      return jobs.find(jobName).orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized boolean isDone() {
    return closed || result.getState().isTerminal();
  }

  @Override
  public synchronized Optional<String> failure() {
    if (closed || result.getState() != PipelineResult.State.FAILED) {
      return Optional.empty();
    }
    try {
      return Optional.of(jobs.failure(jobId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void stop() {
    if (!isDone()) {
      try {
        result.cancel();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      result.waitUntilFinish();
    }
  }

  /**
   * None before the end: Flink has them only then, and goes on for some seconds to give the answer
   * that it gave last.
   */
  @Override
  public Map<String, Long> counters() {
    return isDone() ? Counters.of(result.metrics()) : Map.of();
  }

  @Override
  public synchronized void close() {
    if (!closed && embedded.isPresent()) {
      stop();
      embedded.get().close();
      closed = true;
    }
  }
}
