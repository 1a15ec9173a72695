package io.tidemark.model;

/**
 * One version of one row of a dimension: what {@code key} means to events with a time in {@code
 * [validFrom, validTo)}, or until its next version begins.
 *
 * @param key in the order of the event columns that it is joined by
 * @param validFrom ms since the epoch, inclusive; {@link Long#MIN_VALUE}: since ever
 * @param validTo ms since the epoch, exclusive; {@link Long#MAX_VALUE}: until the next version
 * @param columns what is joined to the event
 */
public record DimensionRow(Cells key, long validFrom, long validTo, Cells columns) {}
