package io.tidemark.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a case file, in which the rows of outputs are replaced. Everything else stays as it
 * is, comments too; of the rows that stay, their comments on the same line. The file is one that
 * {@link CaseParser} has found to be right.
 */
public final class CaseText {
  private final Path file;
  private final SpecText text;
  private final SequenceNode cases;
  private final List<Edit> edits = new ArrayList<>();

  private CaseText(Path file, SpecText text, SequenceNode cases) {
    this.file = file;
    this.text = text;
    this.cases = cases;
  }

  public static CaseText read(Path file) throws SpecException {
    SpecText text = SpecText.read(file, "a case file");
    Errors errors = new Errors();
    Optional<Node> root = YamlDocument.compose(text, errors, "cases");
    if (root.isEmpty()) {
      throw errors.toException(Variables.none(), List.of());
    }
    MappingNode mapping = (MappingNode) root.get();
    return new CaseText(
        file, text, (SequenceNode) find(mapping, "cases").orElseThrow().getValueNode());
  }

  /** A row that an output holds. */
  public sealed interface Row {}

  /** One that stands there already: the one at {@code index}, from 0. */
  public record Kept(int index) implements Row {}

  /** Another one; cells are held as {@link io.tidemark.model.Type} says. */
  public record New(Map<String, @Nullable Object> cells) implements Row {}

  private record Edit(int from, int to, String replacement) {}

  /**
   * Writes what a case expects.
   *
   * @param index which case, from 0
   * @param rows by output; where the case expects something already, of outputs that it names
   */
  public void expect(int index, Map<String, List<Row>> rows) {
    MappingNode given = (MappingNode) cases.getValue().get(index);
    Optional<NodeTuple> expect = find(given, "expect");
    boolean flow = isFlow(cases) || isFlow(given);
    if (expect.isPresent()
        && expect.get().getValueNode() instanceof MappingNode outputs
        && !outputs.getValue().isEmpty()) {
      rows.forEach(
          (output, list) ->
              replace(find(outputs, output).orElseThrow(), list, flow || isFlow(outputs)));
    } else if (!rows.isEmpty()) {
      write(given, expect, rows, flow);
    }
  }

  /** The text with everything that was replaced. */
  public String edited() {
    List<Edit> backwards = new ArrayList<>(edits);
    backwards.sort(Comparator.comparingInt(Edit::from).reversed());
    String all = text.text();
    StringBuilder edited = new StringBuilder(all);
    for (Edit edit : backwards) {
      edited.replace(
          all.offsetByCodePoints(0, edit.from()),
          all.offsetByCodePoints(0, edit.to()),
          edit.replacement());
    }
    return edited.toString();
  }

  /** Writes {@link #edited} in the place of the file. */
  public void save() throws IOException {
    Files.writeString(file, edited());
  }

  private void replace(NodeTuple output, List<Row> rows, boolean flow) {
    SequenceNode list = (SequenceNode) output.getValueNode();
    int end = contentEnd(list);
    boolean wasFlow = isFlow(list);
    if (flow || rows.isEmpty() || (wasFlow && rows.size() == 1)) {
      int colon = afterColon(output);
      edits.add(new Edit(colon, end, " " + inFlow(list, rows)));
    } else if (wasFlow) {
      int column = column(output.getKeyNode()) + 2;
      edits.add(new Edit(afterColon(output), end, newLine(column) + inBlock(list, rows, column)));
    } else {
      int last = endWithComment(list.getValue().get(list.getValue().size() - 1));
      edits.add(
          new Edit(SpecText.start(list), Math.max(end, last), inBlock(list, rows, column(list))));
    }
  }

  /** A whole {@code expect} where there was none. */
  private void write(
      MappingNode given, Optional<NodeTuple> old, Map<String, List<Row>> rows, boolean flow) {
    int column = column(given.getValue().get(0).getKeyNode());
    String expect =
        flow
            ? rows.entrySet().stream()
                .map(output -> output.getKey() + ": " + inFlow(null, output.getValue()))
                .collect(Collectors.joining(", ", "expect: {", "}"))
            : "expect:" + outputs(rows, column + 2);
    if (old.isPresent()) {
      edits.add(
          new Edit(
              SpecText.start(old.get().getKeyNode()),
              Math.max(afterColon(old.get()), contentEnd(old.get().getValueNode())),
              expect));
    } else if (flow) {
      int end = contentEnd(given) - 1;
      edits.add(new Edit(end, end, ", " + expect));
    } else {
      int end = endWithComment(given);
      edits.add(new Edit(end, end, newLine(column) + expect));
    }
  }

  private String outputs(Map<String, List<Row>> rows, int column) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(
        (output, list) -> {
          lines.append(newLine(column)).append(output).append(':');
          lines.append(
              list.isEmpty() ? " []" : newLine(column + 2) + inBlock(null, list, column + 2));
        });
    return lines.toString();
  }

  private String inBlock(@Nullable SequenceNode old, List<Row> rows, int column) {
    return rows.stream()
        .map(row -> "- " + written(old, row, old != null && !isFlow(old)))
        .collect(Collectors.joining(newLine(column)));
  }

  private String inFlow(@Nullable SequenceNode old, List<Row> rows) {
    return rows.stream()
        .map(row -> written(old, row, false))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String written(@Nullable SequenceNode old, Row row, boolean withComment) {
    if (row instanceof Kept kept && old != null) {
      Node node = old.getValue().get(kept.index());
      return text.slice(
          SpecText.start(node), withComment ? endWithComment(node) : contentEnd(node));
    }
    return row instanceof New added ? YamlText.mapping(added.cells()) : "{}";
  }

  private String newLine(int column) {
    return (text.text().contains("\r\n") ? "\r\n" : "\n") + " ".repeat(column);
  }

  private int column(Node node) {
    return text.place(node).column() - 1;
  }

  private int afterColon(NodeTuple tuple) {
    int index = SpecText.end(tuple.getKeyNode());
    while (text.at(index) != ':') {
      index++;
    }
    return index + 1;
  }

  /** Where the last character of a value ends: YAML lets a block reach to what follows it. */
  private int contentEnd(Node node) {
    if (node instanceof CollectionNode<?> collection
        && !isFlow(collection)
        && !collection.getValue().isEmpty()) {
      Object last = collection.getValue().get(collection.getValue().size() - 1);
      return last instanceof NodeTuple tuple
          ? Math.max(afterColon(tuple), contentEnd(tuple.getValueNode()))
          : contentEnd((Node) last);
    }
    int end = SpecText.end(node);
    while (end > SpecText.start(node) && Character.isWhitespace(text.at(end - 1))) {
      end--;
    }
    return end;
  }

  private int endWithComment(Node node) {
    int end = contentEnd(node);
    if (!text.commentFollows(end)) {
      return end;
    }
    while (end < text.length() && text.at(end) != '\n' && text.at(end) != '\r') {
      end++;
    }
    return end;
  }

  private static boolean isFlow(CollectionNode<?> node) {
    return node.getFlowStyle() == FlowStyle.FLOW;
  }

  private static Optional<NodeTuple> find(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(t -> t.getKeyNode() instanceof ScalarNode s && s.getValue().equals(key))
        .findFirst();
  }
}
