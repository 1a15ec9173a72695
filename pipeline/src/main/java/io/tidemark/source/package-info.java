/**
 * One class per system that arrivals, history and dimensions are read from. Start reading at {@link
 * io.tidemark.source.LogSource}; every stamp is made in {@link
 * io.tidemark.source.StampedPartition}.
 */
package io.tidemark.source;
