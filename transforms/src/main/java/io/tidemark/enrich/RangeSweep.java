package io.tidemark.enrich;

import java.util.Arrays;

/**
 * Parts the ranges of each key into {@link RangeSegments}. Of the rows that are valid at a time,
 * the newest validFrom counts; of those with the same, the narrowest range. A row's validity ends
 * at the latest where the next version of the identical range begins.
 */
final class RangeSweep {
  /** Beyond, ranges overlap too often to be held. */
  private static final int MOST_PIECES_PER_ROW = 8;

  private static final int FEWEST_PIECES = 1_000;

  /** Beyond, they overlap too often to be parted in a few seconds. */
  private static final int MOST_STEPS_PER_ROW = 200;

  private static final int FEWEST_STEPS = 10_000_000;

  private final RowRefusal refusal;
  private final VersionTable rows;
  private final RangeSegments segments;
  private int key;
  private int end;

  /** The rows of the ranges that hold where the sweep is, in their order. */
  private int[] open = new int[1];

  private int openSize;
  private int[] candidates = new int[1];
  private int[] valid = new int[1];
  private long steps;

  private RangeSweep(RowRefusal refusal, VersionTable rows, int keys) {
    this.refusal = refusal;
    this.rows = rows;
    this.segments = new RangeSegments(keys);
  }

  /**
   * Sweeps the rows.
   *
   * @param refusal of the rows, if they are refused
   * @param rows of each key by {@link VersionTable#compare}
   * @param offsets where the rows of each key begin, and the end of the last one's
   * @throws DimensionException two overlapping ranges with the same validFrom, neither within the
   *     other; or ranges that overlap too often
   */
  static RangeSegments segments(RowRefusal refusal, VersionTable rows, int[] offsets) {
    RangeSweep sweep = new RangeSweep(refusal, rows, offsets.length - 1);
    for (int key = 0; key < offsets.length - 1; key++) {
      sweep.key = key;
      sweep.end = offsets[key + 1];
      sweep.sweep(offsets[key]);
      sweep.segments.endKey();
    }
    sweep.segments.trim();
    return sweep.segments;
  }

  private void sweep(int first) {
    int next = first;
    openSize = 0;
    while (next < end) {
      RangeValue at = rows.lower(next);
      next = openAt(at, next);
      while (openSize > 0) {
        addSegment(at);
        RangeValue upper = leastUpper();
        if (next < end && rows.lower(next).compareWith(upper) <= 0) {
          at = rows.lower(next);
        } else {
          close(upper);
          if (upper.isLargest()) {
            return;
          }
          at = upper.next();
        }
        next = openAt(at, next);
      }
      segments.add(at);
    }
  }

  private int openAt(RangeValue at, int from) {
    int next = from;
    while (next < end && rows.lower(next).equals(at)) {
      if (openSize == open.length) {
        open = Arrays.copyOf(open, openSize * 2);
      }
      if (!isNextVersion(next - 1, next, from)) {
        segments.countRange();
      }
      open[openSize++] = next++;
    }
    return next;
  }

  /** Whether {@code row} has the range of the row before it, which is not before {@code first}. */
  private boolean isNextVersion(int before, int row, int first) {
    return before >= first && VersionTable.compareRanges(rows, before, rows, row) == 0;
  }

  private RangeValue leastUpper() {
    RangeValue least = rows.upper(open[0]);
    for (int i = 1; i < openSize; i++) {
      RangeValue upper = rows.upper(open[i]);
      least = upper.compareWith(least) < 0 ? upper : least;
    }
    return least;
  }

  private void close(RangeValue upper) {
    int kept = 0;
    for (int i = 0; i < openSize; i++) {
      if (!rows.upper(open[i]).equals(upper)) {
        open[kept++] = open[i];
      }
    }
    openSize = kept;
  }

  private void addSegment(RangeValue at) {
    addPieces();
    segments.add(at);
    steps += openSize;
    if (segments.pieces() > (long) MOST_PIECES_PER_ROW * rows.size() + FEWEST_PIECES
        || steps > (long) MOST_STEPS_PER_ROW * rows.size() + FEWEST_STEPS) {
      throw refusal.tangled(rows.size());
    }
  }

  /** Where a newer row begins, it is the one; where it ends, the newest that is still valid. */
  private void addPieces() {
    int count = sortCandidates();
    int depth = 0;
    for (int i = 0; i < count; i++) {
      int row = candidates[i];
      depth = expire(depth, rows.validFrom(row));
      valid[depth++] = row;
      segments.addPiece(rows.validFrom(row), row);
    }
    expire(depth, Long.MAX_VALUE - 1);
  }

  private int expire(int from, long until) {
    int depth = from;
    while (depth > 0 && validTo(valid[depth - 1]) <= until) {
      long ended = validTo(valid[depth - 1]);
      while (depth > 0 && validTo(valid[depth - 1]) <= ended) {
        depth--;
      }
      segments.addPiece(ended, depth == 0 ? DimensionIndex.NONE : valid[depth - 1]);
    }
    return depth;
  }

  /** By validFrom, and of those with the same the widest range first. */
  private int sortCandidates() {
    if (candidates.length < openSize) {
      candidates = new int[openSize * 2];
      valid = new int[openSize * 2];
    }
    int count = 0;
    for (int i = 0; i < openSize; i++) {
      if (rows.validFrom(open[i]) < validTo(open[i])) {
        candidates[count++] = open[i];
      }
    }
    RowOrder.sort(candidates, 0, count, this::compare);
    for (int i = 1; i < count; i++) {
      int wide = candidates[i - 1];
      int narrow = candidates[i];
      if (rows.validFrom(wide) == rows.validFrom(narrow)
          && rows.upper(narrow).compareWith(rows.upper(wide)) > 0) {
        throw refusal.overlap(key, rows, wide, narrow);
      }
    }
    return count;
  }

  private int compare(int one, int other) {
    int compared = Long.compare(rows.validFrom(one), rows.validFrom(other));
    if (compared == 0) {
      compared = rows.lower(one).compareWith(rows.lower(other));
    }
    return compared == 0 ? rows.upper(other).compareWith(rows.upper(one)) : compared;
  }

  private long validTo(int row) {
    int next = row + 1;
    return next < end && VersionTable.compareRanges(rows, row, rows, next) == 0
        ? Math.min(rows.validTo(row), rows.validFrom(next))
        : rows.validTo(row);
  }
}
