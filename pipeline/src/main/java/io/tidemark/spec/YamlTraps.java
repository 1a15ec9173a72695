package io.tidemark.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds what is valid YAML and yet not what was meant, whatever the keys mean: duplicate keys,
 * tags, variables in keys, a text that ends at a comma or a {@code #} of its own.
 */
final class YamlTraps {
  private final SpecText text;
  private final Errors errors;
  private final Set<Node> seen = new HashSet<>();
  private final Set<Node> spoiled = new HashSet<>();

  private YamlTraps(SpecText text, Errors errors) {
    this.text = text;
    this.errors = errors;
  }

  /** Adds what it finds to {@code errors}; the nodes that need no further error are returned. */
  static Set<Node> find(Node root, SpecText text, Errors errors) {
    YamlTraps traps = new YamlTraps(text, errors);
    traps.visit(root);
    return traps.spoiled;
  }

  private void visit(Node node) {
    if (node.isRecursive()) {
      add(node, "an anchor that holds itself, expected a value");
      spoiled.add(node);
    }
    if (!seen.add(node)) {
      return;
    }
    if (!node.getTag().getValue().startsWith("tag:yaml.org,2002:")) {
      add(
          node,
          "YAML reads '" + node.getTag() + "' as a tag, quote the text if it begins with '!'");
      spoiled.add(node);
    }
    List<Node> children = children(node);
    if (node instanceof CollectionNode<?> collection) {
      visitTexts(children, collection.getFlowStyle() == FlowStyle.FLOW, SpecText.end(node));
    }
    if (node instanceof MappingNode mapping) {
      visitKeys(mapping);
    }
    children.forEach(this::visit);
  }

  private static List<Node> children(Node node) {
    List<Node> children = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        children.add(tuple.getKeyNode());
        children.add(tuple.getValueNode());
      }
    } else if (node instanceof SequenceNode sequence) {
      children.addAll(sequence.getValue());
    }
    return children;
  }

  private void visitKeys(MappingNode mapping) {
    Map<String, Node> first = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (spoiled.contains(key)) {
        continue;
      }
      if (!(key instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
        add(key, "a key must be text");
        spoiled.add(key);
        continue;
      }
      if (scalar.getValue().contains("${")) {
        add(key, "variables are not filled in keys, expected the key itself");
        spoiled.add(key);
      }
      if (scalar.isPlain() && scalar.getValue().equals("<<")) {
        add(key, "'<<' is of YAML 1.1, expected the keys themselves");
        spoiled.add(key);
      }
      Node before = first.putIfAbsent(scalar.getValue(), key);
      if (before != null) {
        Place place = text.place(before);
        add(
            key,
            "duplicate key '%s', it stands at %d:%d already"
                .formatted(scalar.getValue(), place.line(), place.column()));
        spoiled.add(key);
      }
    }
  }

  private void visitTexts(List<Node> children, boolean flow, int collectionEnd) {
    int swallowedTo = -1;
    for (Node child : children) {
      int start = SpecText.start(child);
      if (start < swallowedTo) {
        spoiled.add(child);
        continue;
      }
      if (!(child instanceof ScalarNode scalar) || !scalar.isPlain()) {
        continue;
      }
      if (!balance(start, SpecText.end(child)).isOpen()) {
        continue;
      }
      if (text.commentFollows(SpecText.end(child))) {
        spoiled.add(child);
        add(
            child,
            "YAML ends this text at the '#' and reads the rest as a comment, quote the whole text");
      } else if (flow && text.at(text.skipBlanks(SpecText.end(child))) == ',') {
        int end = wholeText(start, SpecText.end(child), collectionEnd);
        if (end > 0) {
          swallowedTo = end;
          spoiled.add(child);
          String whole = text.slice(start, end).strip();
          add(child, "YAML ends this text at the comma, quote the whole: " + quoted(whole));
        }
      }
    }
  }

  private static String quoted(String text) {
    return text.contains("\"") || text.contains("\\")
        ? "'" + text.replace("'", "''") + "'"
        : "\"" + text + "\"";
  }

  /** Where the text that begins at {@code start} ends once its brackets close; -1: they do not. */
  private int wholeText(int start, int textEnd, int collectionEnd) {
    for (int i = textEnd; i < collectionEnd; i++) {
      int c = text.at(i);
      boolean separator = c == ',' || c == '}' || c == ']' || c == '\n';
      if (separator && !balance(start, i).isOpen()) {
        return i;
      }
    }
    return -1;
  }

  /** What of SQL is open at the end of a text: round brackets, a quote. */
  private record Balance(int depth, int quote) {
    boolean isOpen() {
      return depth > 0 || quote != 0;
    }
  }

  private Balance balance(int from, int to) {
    int depth = 0;
    int quote = 0;
    for (int i = from; i < to; i++) {
      int c = text.at(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if ((c == '\'' || c == '"')
          && (i == from || !Character.isLetterOrDigit(text.at(i - 1)))) {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
    }
    return new Balance(depth, quote);
  }

  private void add(Node node, String message) {
    errors.add(text.place(node), message);
  }
}
