package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Span;

/** A key in one window. */
record WindowKey(Span window, Cells key) {}
