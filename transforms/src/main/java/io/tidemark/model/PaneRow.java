package io.tidemark.model;

/**
 * One firing of a window's result for one key; panes accumulate, so it holds the full value so far.
 *
 * @param key the groupBy columns
 * @param windowStart ms since the epoch, inclusive
 * @param windowEnd ms since the epoch, exclusive
 * @param measures in the spec's order; all null when {@code pane} is RETRACTED
 * @param generation ms since the epoch: when the run began that holds this state
 * @param revision events accepted so far in this (key, window): the same in every mode
 */
public record PaneRow(
    Cells key,
    long windowStart,
    long windowEnd,
    Cells measures,
    Pane pane,
    long generation,
    long revision) {}
