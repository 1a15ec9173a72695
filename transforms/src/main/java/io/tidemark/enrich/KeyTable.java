package io.tidemark.enrich;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The different keys of a dimension, numbered from 0 in the order in which they came: an
 * open-addressing hash table over columns of key cells. To find one costs a hash, and allocates
 * nothing. Not thread-safe while keys are added.
 */
final class KeyTable {
  private static final int FEWEST_SLOTS = 16;

  private final List<RepeatedValues> repeated;
  private final @Nullable Object[][] cells;
  private int[] hashes;

  /** Key number + 1, or 0; at most two thirds are used. */
  private int[] slots;

  private int size;
  private long valueBytes;

  private KeyTable(
      List<RepeatedValues> repeated,
      @Nullable Object[][] cells,
      int[] hashes,
      int[] slots,
      int size,
      long valueBytes) {
    this.repeated = repeated;
    this.cells = cells;
    this.hashes = hashes;
    this.slots = slots;
    this.size = size;
    this.valueBytes = valueBytes;
  }

  /** A table of keys of the first {@code width} columns of {@code schema}. */
  static KeyTable of(Schema schema, int width) {
    List<RepeatedValues> repeated = new ArrayList<>();
    for (int i = 0; i < width && width > 1; i++) {
      repeated.add(RepeatedValues.of(schema.field(i).type()));
    }
    return new KeyTable(repeated, new Object[width][0], new int[0], new int[FEWEST_SLOTS], 0, 0);
  }

  /** One that more keys can be added to, and this one stays as it is. */
  KeyTable copy() {
    return new KeyTable(
        repeated.stream().map(RepeatedValues::copy).toList(),
        cells.clone(),
        hashes,
        slots.clone(),
        size,
        valueBytes);
  }

  int size() {
    return size;
  }

  /**
   * Writes for each of {@code events} from {@code from} on the number of the key that stands in it
   * at {@code at}, or NONE, into {@code numbers}: as many as that is long.
   *
   * <p>One step is taken for all of them before the next: in a large table each is a miss of the
   * processor's caches, and those of different events then overlap.
   */
  void find(List<Event> events, int from, int[] at, int[] numbers) {
    int[] hashed = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      hashed[i] = hash(events.get(from + i).cells(), at);
    }
    int mask = slots.length - 1;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = slots[hashed[i] & mask] - 1;
    }
    boolean[] unlike = new boolean[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      unlike[i] = numbers[i] >= 0 && hashes[numbers[i]] != hashed[i];
    }
    for (int i = 0; i < numbers.length; i++) {
      Cells event = events.get(from + i).cells();
      if (unlike[i] || (numbers[i] >= 0 && !isKey(numbers[i], event, at))) {
        numbers[i] = find(event, at);
      }
    }
  }

  /** The number of the key that stands in {@code event} at {@code at}, or NONE. */
  int find(Cells event, int[] at) {
    int hash = hash(event, at);
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash && isKey(number, event, at)) {
        return number;
      }
    }
    return DimensionIndex.NONE;
  }

  /** Of the cells at {@code at}; a null among them is in no key. */
  private int hash(Cells row, int[] at) {
    int hash = 0;
    for (int i = 0; i < cells.length; i++) {
      Object value = row.get(at[i]);
      hash = hash * 31 + (value == null ? 0 : value.hashCode());
    }
    return mixed(hash);
  }

  private boolean isKey(int number, Cells event, int[] at) {
    for (int i = 0; i < cells.length; i++) {
      Object value = event.get(at[i]);
      if (value == null || !value.equals(cells[i][number])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of the key that {@code row} begins with; a new one if need be.
   *
   * @param at the places of its cells: 0, 1 and so on
   */
  int add(Cells row, int[] at) {
    int found = find(row, at);
    if (found != DimensionIndex.NONE) {
      return found;
    }
    if (size == hashes.length) {
      grow();
    }
    for (int i = 0; i < cells.length; i++) {
      Object value = row.get(i);
      Object held = repeated.isEmpty() ? value : repeated.get(i).held(value);
      valueBytes += repeated.isEmpty() ? HeapSize.of(held) : repeated.get(i).bytesOf(held);
      cells[i][size] = held;
    }
    hashes[size] = hash(row, at);
    if ((size + 1) * 3L > slots.length * 2L) {
      spread();
    }
    place(size);
    return size++;
  }

  private void grow() {
    resize(Math.max(FEWEST_SLOTS, size + size / 2));
  }

  private void resize(int capacity) {
    hashes = Arrays.copyOf(hashes, capacity);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Arrays.copyOf(cells[i], capacity);
    }
  }

  private void spread() {
    slots = new int[slots.length * 2];
    for (int number = 0; number < size; number++) {
      place(number);
    }
  }

  private void place(int number) {
    int mask = slots.length - 1;
    int slot = hashes[number] & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = number + 1;
  }

  /** Gives back what it holds for keys to come. */
  void trim() {
    if (size < hashes.length) {
      resize(size);
    }
  }

  /** The cells of the key {@code number}. */
  List<@Nullable Object> key(int number) {
    List<@Nullable Object> key = new ArrayList<>();
    for (@Nullable Object[] column : cells) {
      key.add(column[number]);
    }
    return key;
  }

  /** What it takes of the heap, about. */
  long bytes() {
    long perKey = Integer.BYTES + (long) cells.length * HeapSize.REFERENCE;
    return (long) slots.length * Integer.BYTES
        + hashes.length * perKey
        + valueBytes
        + repeated.stream().mapToLong(RepeatedValues::bytes).sum();
  }

  private static int mixed(int hash) {
    int h = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
