package io.tidemark.enrich;

import java.util.Arrays;

/**
 * Lists of which row is valid from when on: of each list the starts ascend, and the last piece
 * lasts for ever. Before the first piece, and in a piece of NONE, no row is. Not thread-safe while
 * pieces are added.
 */
final class TimePieces {
  private static final int FEWEST = 16;

  /** Where each list begins; the next one's begin is its end. */
  private int[] begins = new int[FEWEST];

  private long[] starts = new long[FEWEST];
  private int[] rows = new int[FEWEST];
  private int lists;
  private int size;

  /** Appends to the list that is not ended yet: {@code row} is valid from {@code start} on. */
  void add(long start, int row) {
    if (size > begins[lists] && starts[size - 1] == start) {
      size--;
    }
    int before = size > begins[lists] ? rows[size - 1] : DimensionIndex.NONE;
    if (before == row) {
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size + size / 2);
      rows = Arrays.copyOf(rows, size + size / 2);
    }
    starts[size] = start;
    rows[size++] = row;
  }

  /** Whether the list that is not ended yet has the pieces of the one before it. */
  boolean repeatsTheLast() {
    if (lists == 0) {
      return false;
    }
    int from = begins[lists - 1];
    int to = begins[lists];
    return Arrays.equals(starts, from, to, starts, to, size)
        && Arrays.equals(rows, from, to, rows, to, size);
  }

  /** Takes back what was added since the last end. */
  void forget() {
    size = begins[lists];
  }

  /** Ends the list, and returns its number: 0, then 1, and so on. */
  int end() {
    if (lists + 1 == begins.length) {
      begins = Arrays.copyOf(begins, begins.length + begins.length / 2);
    }
    begins[lists + 1] = size;
    return lists++;
  }

  /** How many pieces there are. */
  int size() {
    return size;
  }

  /** The row that is valid at {@code time} by {@code list}, or NONE. */
  int find(int list, long time) {
    int low = begins[list];
    int high = begins[list + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > begins[list] ? rows[low - 1] : DimensionIndex.NONE;
  }

  /** Gives back what it holds for pieces to come. */
  void trim() {
    begins = Arrays.copyOf(begins, lists + 1);
    starts = Arrays.copyOf(starts, size);
    rows = Arrays.copyOf(rows, size);
  }

  /** What it takes of the heap. */
  long bytes() {
    return (long) begins.length * Integer.BYTES
        + (long) starts.length * (Long.BYTES + Integer.BYTES);
  }
}
