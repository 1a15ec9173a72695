package io.tidemark.run;

import java.time.Duration;
import java.util.Map;

/** Beam's options for Flink, as a knowledgeable user would set them, by mode. */
final class FlinkDefaults {
  /**
   * A stream's result waits in each step for the end of its bundle: this long at most, and half as
   * long again, since Beam looks twice in it. A microbatch has nobody who waits.
   */
  private static final Duration CONTINUOUS_BUNDLE = Duration.ofMillis(100);

  private static final Duration MICROBATCH_BUNDLE = Duration.ofSeconds(1);

  /**
   * More events than one subtask takes in a bundle's time, so that the time alone ends bundles:
   * what is added up before a shuffle is sent once a bundle, and its memory is bounded by itself.
   */
  private static final int BUNDLE_SIZE = 100_000;

  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);

  private FlinkDefaults() {}

  static Map<String, String> of(Mode mode) {
    return mode.isBatch() ? ofBatch() : ofStream(mode);
  }

  /** No step changes what it was given, so copies between chained steps protect nothing. */
  private static Map<String, String> ofBatch() {
    return Map.of(
        "objectReuse", "true",
        "fasterCopy", "true",
        "reIterableGroupByKeyResult", "true");
  }

  /**
   * With {@code objectReuse} nothing is copied between chained steps. {@code fasterCopy} would add
   * nothing to that, but also stop the copies that Flink makes of state while a snapshot of it is
   * written: a value that is changed in place then would be torn.
   *
   * <p>Unaligned checkpoints do not wait behind the elements in flight, so that they end in bounded
   * time under backpressure; aligned they would be smaller.
   */
  private static Map<String, String> ofStream(Mode mode) {
    Duration bundle = mode == Mode.MICROBATCH ? MICROBATCH_BUNDLE : CONTINUOUS_BUNDLE;
    return Map.of(
        "streaming", "true",
        "objectReuse", "true",
        "fasterCopy", "false",
        "maxBundleSize", Integer.toString(BUNDLE_SIZE),
        "maxBundleTimeMills", Long.toString(bundle.toMillis()),
        "checkpointingInterval", Long.toString(CHECKPOINT_EVERY.toMillis()),
        "externalizedCheckpointsEnabled", "true",
        "retainExternalizedCheckpointsOnCancellation", "true",
        "unalignedCheckpointEnabled", "true");
  }
}
