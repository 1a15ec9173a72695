package io.tidemark.bench;

import java.io.IOException;
import java.util.Optional;

/** A {@link Traffic} that was written where contenders can read it, and the right answer to it. */
interface LoadedEvents {

  /** How many events there are. */
  long count();

  /**
   * A job over it, with empty places for the results.
   *
   * @param job its name
   * @param results how many: how often the same is counted
   */
  Job job(String job, int results) throws IOException;

  /** What is wrong with the results of a job over it, if anything. */
  Optional<String> difference(Job job) throws IOException;
}
