package io.tidemark.bench;

import java.util.Arrays;

/** The middle one of some numbers, or the mean of the two in the middle. */
final class Median {
  private Median() {}

  static double of(double... numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
