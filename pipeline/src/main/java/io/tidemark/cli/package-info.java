/** One class per verb of the command line. Start reading at {@link io.tidemark.cli.Verb}. */
package io.tidemark.cli;
