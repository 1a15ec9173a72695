package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.time.Instant;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which stored dead letters are meant.
 *
 * @param reason null: every one
 * @param from when they arrived, inclusive; null: ever
 * @param to exclusive; null: until now
 */
public record LetterChoice(@Nullable String reason, @Nullable Instant from, @Nullable Instant to)
    implements Serializable {

  /** Every one. */
  public static LetterChoice all() {
    return new LetterChoice(null, null, null);
  }

  /** Whether every letter is meant. */
  public boolean isAll() {
    return reason == null && from == null && to == null;
  }

  /** Whether {@code letter}, a row of {@code schema}, is meant. */
  boolean holds(Schema schema, Cells letter) {
    Object arrivedAt = letter.get(schema.indexOf("arrived_at"));
    return (reason == null || reason.equals(letter.get(schema.indexOf("reason"))))
        && arrivedAt instanceof Instant at
        && (from == null || !at.isBefore(from))
        && (to == null || at.isBefore(to));
  }
}
