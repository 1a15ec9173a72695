package io.tidemark.spec;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where dead letters go.
 *
 * @param failAbove the share of arrivals, 0 to 1, above which the run fails; empty: never
 */
public record DeadLetterSpec(SinkSpec sink, Optional<Double> failAbove) implements Serializable {}
