package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Span;
import java.util.List;
import java.util.Map;

/**
 * What some events add to keys of one window.
 *
 * @param groups each key once, with an accumulator that is the receiver's to change
 */
record Partial(Span window, List<Map.Entry<Cells, Accumulator>> groups) {}
