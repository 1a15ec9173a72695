/**
 * Dimension versions and the join of events to the one that was valid at their event time. Start
 * reading at {@link io.tidemark.enrich.EnrichAsOf}.
 */
package io.tidemark.enrich;
