package io.tidemark.enrich;

import java.util.Arrays;

/**
 * The values of each key, parted where a range begins or ends: each part with the row that holds
 * there at a time. A lookup costs two binary searches. Disjoint ranges have at most two segments
 * each. Not thread-safe while segments are added.
 */
final class RangeSegments {
  private static final int FEWEST = 16;

  /** Where the segments of each key begin; the next one's begin is its end. */
  private final int[] begins;

  private final TimePieces pieces = new TimePieces();
  private long[] highs = new long[FEWEST];
  private long[] lows = new long[FEWEST];
  private int size;
  private int keys;
  private long ranges;

  RangeSegments(int keys) {
    this.begins = new int[keys + 1];
  }

  /** Appends to the pieces of the segment that is added next. */
  void addPiece(long start, int row) {
    pieces.add(start, row);
  }

  /** Adds the segment from {@code start} on, unless it is as the one before it. */
  void add(RangeValue start) {
    if (size > begins[keys] && pieces.repeatsTheLast()) {
      pieces.forget();
      return;
    }
    if (size == highs.length) {
      resize(size + size / 2);
    }
    highs[size] = start.high();
    lows[size] = start.low();
    size = pieces.end() + 1;
  }

  private void resize(int capacity) {
    highs = Arrays.copyOf(highs, capacity);
    lows = Arrays.copyOf(lows, capacity);
  }

  /** Begins with the segments of the next key. */
  void endKey() {
    begins[++keys] = size;
  }

  /** Counts a range whose segments are added. */
  void countRange() {
    ranges++;
  }

  /** How many different ranges there are, of all keys. */
  long ranges() {
    return ranges;
  }

  /** How many pieces there are. */
  int pieces() {
    return pieces.size();
  }

  /** The row that holds at {@code value} and {@code time}, or NONE. */
  int find(int key, RangeValue value, long time) {
    int low = begins[key];
    int high = begins[key + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (RangeValue.compare(highs[middle], lows[middle], value.high(), value.low()) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > begins[key] ? pieces.find(low - 1, time) : DimensionIndex.NONE;
  }

  /** Gives back what it holds for segments to come. */
  void trim() {
    resize(size);
    pieces.trim();
  }

  /** What it takes of the heap. */
  long bytes() {
    return (long) begins.length * Integer.BYTES + 2L * highs.length * Long.BYTES + pieces.bytes();
  }
}
