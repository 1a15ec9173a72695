package io.tidemark.spec;

import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What everything that reads one file shares.
 *
 * @param spoiled nodes of which an error was added already
 */
record Reading(SpecText text, Errors errors, Variables variables, Set<Node> spoiled) {
  Reading allowingUnset() {
    return new Reading(text, errors, variables.allowingUnset(), spoiled);
  }
}
