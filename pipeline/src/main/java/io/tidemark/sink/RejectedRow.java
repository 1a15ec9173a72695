package io.tidemark.sink;

import io.tidemark.model.Cells;

/**
 * A row that a sink's system refused; the others of its batch are written.
 *
 * @param row of the output's schema
 * @param message why, for people, as the system said it
 */
public record RejectedRow(Cells row, String message) {}
