/**
 * What a person reads about a pipeline. Start reading at {@link io.tidemark.report.Description}.
 */
package io.tidemark.report;
