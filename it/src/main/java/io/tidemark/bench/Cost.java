package io.tidemark.bench;

/**
 * What a job took.
 *
 * @param cpu seconds of all cores
 * @param wall seconds of the clock
 */
record Cost(double cpu, double wall) {}
