package io.tidemark.source;

import io.tidemark.decode.JsonDecoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.EventSpec;
import java.io.Serializable;
import java.time.Duration;

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

  Schema schema() {
    return decoder.schema();
  }
}
