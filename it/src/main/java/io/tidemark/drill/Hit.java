package io.tidemark.drill;

import io.tidemark.demo.Dated;
import java.time.Instant;

/** An event of the drills' traffic. */
record Hit(String id, Instant time, String host, long status, long bytes) implements Dated {
  String json() {
    return "{\"id\":\"%s\",\"ts\":\"%s\",\"host\":\"%s\",\"status\":%d,\"bytes\":%d}"
        .formatted(id, time, host, status, bytes);
  }
}
