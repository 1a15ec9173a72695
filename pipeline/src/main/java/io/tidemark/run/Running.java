package io.tidemark.run;

import java.util.Map;
import java.util.Optional;

/** A run that was started, and that its owner watches and stops. */
public interface Running extends AutoCloseable {

  /** Whether it has ended, by itself, by a failure or by {@link #stop}. */
  boolean isDone();

  /** Why it ended, if it failed. */
  Optional<String> failure();

  /** The job's id on a cluster of its own, where it goes on when this JVM has ended. */
  Optional<String> detachedJob();

  /** Stops it and returns when it has stopped; nothing, if it is done. */
  void stop();

  /** The pipeline's counters so far, by name: {@code arrivals}, {@code deadLetters}, … */
  Map<String, Long> counters();

  /** Frees what belongs to it; a run in this JVM stops, a job on a cluster goes on. */
  @Override
  void close();
}
