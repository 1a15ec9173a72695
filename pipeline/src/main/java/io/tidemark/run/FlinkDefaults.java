package io.tidemark.run;

import java.time.Duration;
import java.util.Map;

/** Beam's options for Flink, as a knowledgeable user would set them, by mode. */
final class FlinkDefaults {
  /**
   * How long a bundle lasts at most, and half as long again, since Beam looks twice in it. A stream
   * under load adds up more before its shuffle the longer it lasts; what someone waits for goes out
   * without waiting for its end. Rows for a database are written at its end.
   */
  private static final Duration BUNDLE = Duration.ofSeconds(1);

  private static final Duration WATERMARK_EVERY = Duration.ofMillis(200);

  /**
   * More events than one subtask takes in a bundle's time, so that the time alone ends bundles:
   * what is added up before a shuffle is sent once a bundle, and its memory is bounded by itself.
   */
  private static final int BUNDLE_SIZE = 100_000;

  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);

  /** It waits behind a sink that waits for its database; one that does not end fails the job. */
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofHours(1);

  private FlinkDefaults() {}

  static Map<String, String> of(Mode mode) {
    return mode.isBatch() ? ofBatch() : ofStream();
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
   * <p>A bundle ends before a checkpoint, so that what it holds goes on as elements and not as
   * state. Unaligned checkpoints do not wait behind the elements in flight, so that they end in
   * bounded time under backpressure; aligned they would be smaller.
   */
  private static Map<String, String> ofStream() {
    return Map.ofEntries(
        Map.entry("streaming", "true"),
        Map.entry("objectReuse", "true"),
        Map.entry("fasterCopy", "false"),
        Map.entry("maxBundleSize", Integer.toString(BUNDLE_SIZE)),
        Map.entry("maxBundleTimeMills", Long.toString(BUNDLE.toMillis())),
        Map.entry("autoWatermarkInterval", Long.toString(WATERMARK_EVERY.toMillis())),
        Map.entry("finishBundleBeforeCheckpointing", "true"),
        Map.entry("checkpointingInterval", Long.toString(CHECKPOINT_EVERY.toMillis())),
        Map.entry("checkpointTimeoutMillis", Long.toString(CHECKPOINT_TIMEOUT.toMillis())),
        Map.entry("externalizedCheckpointsEnabled", "true"),
        Map.entry("retainExternalizedCheckpointsOnCancellation", "true"),
        Map.entry("unalignedCheckpointEnabled", "true"));
  }
}
