/**
 * The YAML model, its parser, and its errors with places. Start reading at {@link
 * io.tidemark.spec.PipelineSpec}.
 */
package io.tidemark.spec;
