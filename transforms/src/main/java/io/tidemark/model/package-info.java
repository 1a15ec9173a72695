/**
 * The immutable things that travel between the steps of a pipeline, and their coders. Start reading
 * at {@link io.tidemark.model.Event}.
 */
package io.tidemark.model;
