package io.tidemark.source;

import io.tidemark.decode.JsonDecoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.EventSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/** How arrivals become stamped events: what the spec says of decoding and of watermarks. */
record Stamping(JsonDecoder decoder, Duration outOfOrderness, Duration idleTimeout)
    implements Serializable {

  static Stamping of(EventSpec event) {
    EventSpec.WatermarkSpec watermark = event.watermark();
    return new Stamping(
        JsonDecoder.of(event.fields(), event.time(), watermark.futureTolerance()),
        watermark.outOfOrderness(),
        watermark.idleTimeout());
  }

  /** The same, of events whose other cells nothing needs: see {@link JsonDecoder#withNeeded}. */
  Stamping withNeeded(Set<String> fields) {
    return new Stamping(decoder.withNeeded(fields), outOfOrderness, idleTimeout);
  }

  Schema schema() {
    return decoder.schema();
  }
}
