/**
 * The drills: a pipeline on a real cluster through crashes of all that it touches, and its sinks
 * compared with an oracle. Start reading at {@link io.tidemark.drill.Drill}.
 */
package io.tidemark.drill;
