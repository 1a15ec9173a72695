/**
 * From windowed events to rows of measures. Start reading at {@link
 * io.tidemark.aggregate.AggregateEvents}.
 */
package io.tidemark.aggregate;
