/**
 * How a pipeline is started, watched and stopped: modes, slices, runners. Start reading at {@link
 * io.tidemark.run.Launch}.
 */
package io.tidemark.run;
