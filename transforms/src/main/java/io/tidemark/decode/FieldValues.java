package io.tidemark.decode;

import org.checkerframework.checker.nullness.qual.Nullable;

/** What was read for each field of a row: a value, nothing, or what is wrong with it. */
public final class FieldValues {
  private final @Nullable Object[] values;
  private @Nullable String @Nullable [] refusals;

  FieldValues(int size) {
    this.values = new Object[size];
  }

  /** The value; null where it is missing, is JSON's null, or was refused. */
  public @Nullable Object value(int field) {
    return values[field];
  }

  /** What is wrong with the value, to be read after the field's name; null: nothing. */
  public @Nullable String refusal(int field) {
    return refusals == null ? null : refusals[field];
  }

  void set(int field, @Nullable Object value) {
    values[field] = value;
    if (refusals != null) {
      refusals[field] = null;
    }
  }

  void refuse(int field, UnreadableCellException why) {
    values[field] = null;
    if (refusals == null) {
      refusals = new String[values.length];
    }
    refusals[field] = why.getMessage();
  }

  /** The values themselves, not a copy. */
  @Nullable Object[] take() {
    return values;
  }
}
