/**
 * The partition watermark, the tidemark, and the split between what is accepted and what is too
 * late. Start reading at {@link io.tidemark.time.PartitionWatermark}.
 */
package io.tidemark.time;
