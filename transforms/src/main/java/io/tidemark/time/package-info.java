/**
 * Watermarks of source partitions, tidemarks, and what they decide: which event is too late for a
 * window, which belongs to a slice. Start reading at {@link io.tidemark.time.Lateness}.
 */
package io.tidemark.time;
