/**
 * What is held to be true of every event. Start reading at {@link io.tidemark.quality.CheckEvents}.
 */
package io.tidemark.quality;
