package io.tidemark.aggregate;

import io.tidemark.model.Span;

/** A part of the keys of one window in a shard: the unit in which they are read and written. */
record Bucket(Span window, int number) {}
