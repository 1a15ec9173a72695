package io.tidemark.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The counts as JSON objects, where a contender writes them by hand. */
final class ResultRow {
  private ResultRow() {}

  static byte[] json(String host, long windowStart, long hits) {
    return ("{\"host\":\""
            + host
            + "\",\"window_start\":\""
            + Instant.ofEpochMilli(windowStart)
            + "\",\"hits\":"
            + hits
            + '}')
        .getBytes(StandardCharsets.UTF_8);
  }
}
