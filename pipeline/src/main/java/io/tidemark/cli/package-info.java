/** One class per verb of the command line. Start reading at {@link io.tidemark.cli.Cli}. */
package io.tidemark.cli;
