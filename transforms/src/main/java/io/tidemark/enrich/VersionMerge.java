package io.tidemark.enrich;

/**
 * Puts added rows between those that are there: of each key, by {@link VersionTable#compare}. An
 * added row takes the place of the one with its key, range and validFrom. Costs about a copy of the
 * arrays, and sorts only what was added.
 */
final class VersionMerge {
  private final RowRefusal refusal;
  private final VersionTable base;
  private final int[] baseOffsets;
  private final VersionTable added;
  private final int[] order;
  private final int[] addedOffsets;
  private final int[] offsets;
  private final int[] plan;
  private int size;
  private long unusedBytes;

  private VersionMerge(
      RowRefusal refusal,
      VersionTable base,
      int[] baseOffsets,
      VersionTable added,
      int[] keyOfAdded,
      int keys) {
    this.refusal = refusal;
    this.base = base;
    this.baseOffsets = baseOffsets;
    this.added = added;
    this.addedOffsets = offsets(keyOfAdded, added.size(), keys);
    this.order = RowOrder.byClass(keyOfAdded, added.size(), addedOffsets);
    this.offsets = new int[keys + 1];
    this.plan = new int[base.size() + added.size()];
  }

  /**
   * Merges the rows.
   *
   * @param refusal of the rows, if they are refused
   * @param baseOffsets where the base's rows of each key begin, and the end of the last one's
   * @param keyOfAdded the key of each added row
   * @param keys how many there are: the base's, then those that only added rows have
   * @throws DimensionException two different rows of one key, range and validFrom were added
   */
  static VersionMerge of(
      RowRefusal refusal,
      VersionTable base,
      int[] baseOffsets,
      VersionTable added,
      int[] keyOfAdded,
      int keys) {
    VersionMerge merge = new VersionMerge(refusal, base, baseOffsets, added, keyOfAdded, keys);
    for (int key = 0; key < keys; key++) {
      merge.offsets[key] = merge.size;
      merge.mergeKey(key);
    }
    merge.offsets[keys] = merge.size;
    return merge;
  }

  private static int[] offsets(int[] classes, int count, int all) {
    int[] offsets = new int[all + 1];
    for (int i = 0; i < count; i++) {
      offsets[classes[i] + 1]++;
    }
    for (int c = 0; c < all; c++) {
      offsets[c + 1] += offsets[c];
    }
    return offsets;
  }

  private void mergeKey(int key) {
    int at = key < baseOffsets.length - 1 ? baseOffsets[key] : 0;
    int end = key < baseOffsets.length - 1 ? baseOffsets[key + 1] : 0;
    int next = addedOffsets[key];
    int nextEnd = addedOffsets[key + 1];
    RowOrder.sort(order, next, nextEnd, (a, b) -> VersionTable.compare(added, a, added, b));
    while (at < end || next < nextEnd) {
      int compared = compare(at, end, next, nextEnd);
      if (compared < 0) {
        plan[size++] = at++;
        continue;
      }
      if (compared == 0) {
        unusedBytes += base.bytesOf(at++);
      }
      plan[size++] = ~order[next];
      next = afterRepeated(key, next, nextEnd);
    }
  }

  private int compare(int at, int end, int next, int nextEnd) {
    if (next == nextEnd) {
      return -1;
    }
    return at == end ? 1 : VersionTable.compare(base, at, added, order[next]);
  }

  private int afterRepeated(int key, int first, int end) {
    int next = first + 1;
    while (next < end && VersionTable.compare(added, order[first], added, order[next]) == 0) {
      if (!added.isSame(order[first], order[next])) {
        throw refusal.twoRows(key, added, order[first], order[next]);
      }
      unusedBytes += added.bytesOf(order[next]);
      next++;
    }
    return next;
  }

  /** How many rows there are now. */
  int size() {
    return size;
  }

  /** Where the rows of each key begin, and the end of the last one's. */
  int[] offsets() {
    return offsets;
  }

  VersionTable rows() {
    return VersionTable.merged(base, added, plan, size, unusedBytes);
  }
}
