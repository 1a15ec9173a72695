package io.tidemark.model;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of one row, in the order of its {@link Schema}; held as {@link Type} says. Never
 * changed once made.
 */
public final class Cells {
  private final @Nullable Object[] values;

  /** Of the values; 0: not worked out yet. */
  private int hash;

  private Cells(@Nullable Object[] values) {
    this.values = values;
  }

  /** A row of {@code values}, which it owns from here on: the caller must not write to them. */
  public static Cells of(@Nullable Object... values) {
    return new Cells(values);
  }

  public @Nullable Object get(int i) {
    return values[i];
  }

  public int size() {
    return values.length;
  }

  /** These cells, then {@code more}. */
  public Cells with(@Nullable Object... more) {
    @Nullable Object[] all = Arrays.copyOf(values, values.length + more.length);
    System.arraycopy(more, 0, all, values.length, more.length);
    return new Cells(all);
  }

  /** The cells at {@code indexes}, in that order. */
  public Cells select(int[] indexes) {
    @Nullable Object[] some = new Object[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      some[i] = values[indexes[i]];
    }
    return new Cells(some);
  }

  /** The cells at {@code indexes}, in that order, then {@code more}. */
  public Cells select(int[] indexes, @Nullable Object... more) {
    @Nullable Object[] some = new Object[indexes.length + more.length];
    for (int i = 0; i < indexes.length; i++) {
      some[i] = values[indexes[i]];
    }
    System.arraycopy(more, 0, some, indexes.length, more.length);
    return new Cells(some);
  }

  /** A copy, for code that takes an array. */
  public @Nullable Object[] toArray() {
    return values.clone();
  }

  /** A copy with room for {@code more} cells after these. */
  public @Nullable Object[] toArrayWith(int more) {
    return Arrays.copyOf(values, values.length + more);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cells that && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.deepHashCode(values);
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return Arrays.deepToString(values);
  }
}
