package io.tidemark.run;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param start resume, earliest, latest, or a time: where a run over Kafka begins
 * @param every how often a microbatch runs again
 * @param shards how many parts the keys fall into; empty: as the parallelism says
 * @param state where Flink keeps a stream's state; empty: on the heap
 * @param options after {@code --}
 */
public record Request(
    Mode mode,
    Runner runner,
    Optional<String> from,
    Optional<String> to,
    ZoneId zone,
    boolean includeLate,
    boolean openWindows,
    boolean writeTopics,
    String start,
    Optional<String> every,
    Optional<Integer> shards,
    Optional<StateBackend> state,
    List<String> options) {

  /** A continuous run with every default. */
  public static Request continuous(Runner runner) {
    return new Request(
        Mode.CONTINUOUS,
        runner,
        Optional.empty(),
        Optional.empty(),
        ZoneOffset.UTC,
        false,
        false,
        false,
        "resume",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /**
   * A daily run of the days from {@code from} to before {@code to}, such as {@code 2026-11-01},
   * with every default.
   */
  public static Request daily(Runner runner, String from, String to) {
    Request defaults = continuous(runner);
    return new Request(
        Mode.DAILY,
        runner,
        Optional.of(from),
        Optional.of(to),
        defaults.zone,
        defaults.includeLate,
        defaults.openWindows,
        defaults.writeTopics,
        defaults.start,
        defaults.every,
        defaults.shards,
        defaults.state,
        defaults.options);
  }

  /** The same with {@code given} after {@code --}. */
  public Request withOptions(List<String> given) {
    return with(start, shards, state, given);
  }

  public Request startingAt(String start) {
    return with(start, shards, state, options);
  }

  public Request withShards(int shards) {
    return with(start, Optional.of(shards), state, options);
  }

  public Request withState(StateBackend state) {
    return with(start, shards, Optional.of(state), options);
  }

  private Request with(
      String start, Optional<Integer> shards, Optional<StateBackend> state, List<String> options) {
    return new Request(
        mode,
        runner,
        from,
        to,
        zone,
        includeLate,
        openWindows,
        writeTopics,
        start,
        every,
        shards,
        state,
        options);
  }
}
