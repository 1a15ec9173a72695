package io.tidemark.drill;

/**
 * How the drills are made.
 *
 * @param rounds of each fault
 * @param seed of the traffic, and of what happens when
 * @param events a round sends
 */
public record DrillSettings(int rounds, long seed, int events) {}
