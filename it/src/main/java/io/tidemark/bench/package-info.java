/**
 * The benchmarks: what a step costs an event, each measured beside a peer in the same run. Start
 * reading at {@link io.tidemark.bench.BenchVerb}.
 */
package io.tidemark.bench;
