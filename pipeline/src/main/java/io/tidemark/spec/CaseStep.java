package io.tidemark.spec;

import io.tidemark.model.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One thing that happens in a case. */
public sealed interface CaseStep {
  Place place();

  /**
   * A record arrives; what it decodes to is for the pipeline to say.
   *
   * @param partition the source partition that it stands in
   * @param arrivedAt empty: when it happened, or for what cannot be read the last time before it
   */
  record Arrive(
      byte[] payload,
      byte @Nullable [] key,
      List<Header> headers,
      @Nullable String topic,
      String partition,
      Optional<Instant> arrivedAt,
      Place place)
      implements CaseStep {}

  /** The watermark moves on; it is the tidemark of what arrives after it. */
  record Watermark(Instant to, Place place) implements CaseStep {}

  /** Processing time passes. */
  record Clock(Duration by, Place place) implements CaseStep {}
}
