package io.tidemark.bench;

/**
 * One line of a table: a contender and what it is measured with.
 *
 * @param label names it in the table
 * @param warmUp read first
 * @param results how often the same is counted
 */
record Entry(
    String label, String contender, LoadedEvents warmUp, LoadedEvents events, int results) {}
