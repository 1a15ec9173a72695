package io.tidemark.sink;

import java.io.Serializable;
import java.time.Instant;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Instants as ISO-8601 texts. The last few are kept: rows one after the other mostly have the same
 * window, and a text costs more than the rest of a row. Not thread-safe.
 */
final class InstantText implements Serializable {
  private static final int KEPT = 8;

  private final @Nullable Instant[] instants = new Instant[KEPT];
  private final String[] texts = new String[KEPT];

  String of(Instant instant) {
    int slot = ((instant.hashCode() * 0x9E3779B9) >>> 16) % KEPT;
    if (!instant.equals(instants[slot])) {
      instants[slot] = instant;
      texts[slot] = instant.toString();
    }
    return texts[slot];
  }
}
