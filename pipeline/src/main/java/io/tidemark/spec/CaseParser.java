package io.tidemark.spec;

import io.tidemark.model.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a case file: YAML 1.2, checked against the spec that it is for, down to the type of every
 * expected cell. It finds every error of a file in one go, in the file's order. Variables are not
 * filled in: a payload is what stands there.
 */
public final class CaseParser {
  private CaseParser() {}

  /**
   * Reads {@code file}.
   *
   * @param outputs the columns of each output's rows, by the output's name
   * @param expectIsOptional whether a case may leave out what it expects, to have it written
   * @throws SpecException every error of the file, in its order
   */
  public static List<CaseSpec> parse(
      Path file, PipelineSpec spec, Map<String, Schema> outputs, boolean expectIsOptional)
      throws SpecException {
    SpecText text = SpecText.read(file, "a case file");
    Errors errors = new Errors();
    Optional<Node> node = YamlDocument.compose(text, errors, "cases");
    List<CaseSpec> cases = List.of();
    if (node.isPresent()) {
      Set<Node> spoiled = YamlTraps.find(node.get(), text, errors);
      Reading reading = new Reading(text, errors, Variables.literal(), spoiled);
      SpecNode root = new SpecNode(reading, "the case file", text.place(node.get()), node.get());
      cases = read(root, new CaseReader(spec, outputs, expectIsOptional));
    }
    if (!errors.isEmpty()) {
      throw errors.toException(Variables.none(), List.of());
    }
    return cases;
  }

  private static List<CaseSpec> read(SpecNode root, CaseReader reader) {
    Section section = root.mapping();
    SpecNode list = section.need("cases", "a list of cases");
    section.refuseOthers();
    List<CaseSpec> cases = new ArrayList<>();
    Map<String, Place> names = new HashMap<>();
    for (SpecNode node : list.isPresent() ? list.list() : List.<SpecNode>of()) {
      CaseSpec read = reader.read(node);
      Place first = names.putIfAbsent(read.name(), read.place());
      if (first != null && !read.name().isEmpty()) {
        node.error(
            "a case '%s' stands at %d:%d already, expected another name"
                .formatted(read.name(), first.line(), first.column()));
      }
      cases.add(read);
    }
    if (list.isList() && cases.isEmpty()) {
      list.error("'cases' is empty, expected one at least");
    }
    return cases;
  }
}
