/**
 * One class per system that results are written to; each states its delivery guarantee. Start
 * reading at {@link io.tidemark.sink.Sink}.
 */
package io.tidemark.sink;
