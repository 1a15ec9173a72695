package io.tidemark.spec;

import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Turns YAML 1.2 text into nodes with places, or into one error. */
final class YamlDocument {
  private static final int MAX_DEPTH = 50;

  private YamlDocument() {}

  /**
   * The document's one node; empty where there is none, or an error was added.
   *
   * @param expected what the document should hold: {@code a pipeline}
   */
  static Optional<Node> compose(SpecText text, Errors errors, String expected) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(text.file())
            .setUseMarks(true)
            .setAllowDuplicateKeys(true)
            .setSchema(new FailsafeSchema())
            .build();
    try {
      if (isTooDeep(text, settings, errors, expected)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(settings).composeString(text.text());
      if (root.isEmpty()) {
        errors.add(text.place(0), "the file is empty, expected " + expected);
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      errors.add(mark.map(text::place).orElse(text.place(0)), describe(e));
    } catch (ReaderException e) {
      errors.add(
          text.place(e.getPosition()),
          "not valid YAML: a control character (code %d) stands here".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      errors.add(text.place(0), "not valid YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static boolean isTooDeep(
      SpecText text, LoadSettings settings, Errors errors, String expected) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text.text())) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        Place place = event.getStartMark().map(text::place).orElse(text.place(0));
        errors.add(place, "nested deeper than " + MAX_DEPTH + " levels, expected " + expected);
        return true;
      }
    }
    return false;
  }

  private static String describe(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext();
    String problem = e.getProblem() == null ? "" : e.getProblem();
    if (problem.contains("but found another document")) {
      return "a second document begins here, expected one a file";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "not valid YAML: a ':' in a text, or a wrong indentation; quote a text that holds ': '";
    }
    if (problem.contains("(TAB)")) {
      return "not valid YAML: a tab, expected spaces";
    }
    if (problem.contains("undefined alias")) {
      return "not valid YAML: '*' names an anchor that is not there; quote a text that begins so";
    }
    if (problem.contains("that cannot start any token")) {
      String found = problem.replaceAll("(?s)^.*character '(.).*$", "$1");
      return "not valid YAML: a text cannot begin with '" + found + "', quote it";
    }
    if (problem.contains("but found '<block mapping start>'")) {
      return "not valid YAML: an indentation unlike that of the keys above";
    }
    boolean isText =
        problem.contains("<scalar>")
            || Stream.of("flow", "block scalar", "an alias", "an anchor", "a tag", "quoted")
                .anyMatch(context::contains);
    String hint =
        isText ? "; quote the whole of a text that holds , : # ' \" [ ] { } * & ! > |" : "";
    return "not valid YAML" + (context.isEmpty() ? "" : " ") + context + ": " + problem + hint;
  }
}
