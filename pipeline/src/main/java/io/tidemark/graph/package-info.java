/**
 * The one graph, built from a spec for every mode and runner. Start reading at {@link
 * io.tidemark.graph.Graph}.
 */
package io.tidemark.graph;
