package io.tidemark.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a benchmark is to be run.
 *
 * @param events of a measured job
 * @param warmUp events of the job before it
 * @param span for which latency is measured
 * @param profile where flight recordings go, if they are to be made
 * @param json where the numbers go as JSON, if anywhere
 */
record BenchSettings(
    long events,
    long warmUp,
    int rounds,
    List<String> contenders,
    List<Integer> keys,
    Duration span,
    Optional<Path> profile,
    Optional<Path> json) {}
