package io.tidemark.spec;

import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Pane;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads what a case expects of one cell; a value that no cell of the type can hold is an error. */
final class ExpectedCell {
  private ExpectedCell() {}

  /** The only words that the column holds; empty: it holds anything of its type. */
  static List<String> words(PipelineSpec spec, String output, String column) {
    if (output.equals("deadLetters") && column.equals("reason")) {
      return Arrays.stream(DeadLetter.Reason.values()).map(Enum::name).toList();
    }
    boolean panes =
        spec.views().stream().anyMatch(v -> v.name().equals(output) && v.window().isPresent());
    return panes && column.equals("pane")
        ? Arrays.stream(Pane.values()).map(Enum::name).toList()
        : List.of();
  }

  /**
   * The value; null for YAML's null and for what has an error. Numbers are {@link BigDecimal}s,
   * whatever their type, save those of type double that are none: texts such as {@code NaN}.
   */
  static @Nullable Object read(SpecNode node, Type type) {
    if (node.isNull()) {
      return null;
    }
    Type element = type.element();
    if (element != null) {
      List<@Nullable Object> elements = new ArrayList<>();
      node.list().forEach(item -> elements.add(read(item, element)));
      return elements;
    }
    Optional<String> text = node.filled().map(Variables.Filled::text);
    return text.isEmpty() ? null : cell(node, type, text.get());
  }

  private static @Nullable Object cell(SpecNode node, Type type, String text) {
    try {
      if (type.equals(Type.DOUBLE)) {
        return List.of("NaN", "Infinity", "-Infinity").contains(text) ? text : new BigDecimal(text);
      }
      Object cell = CellReader.of(type, null).text(text);
      return cell instanceof Number number ? new BigDecimal(number.toString()) : cell;
    } catch (NumberFormatException e) {
      node.error("'%s' is \"%s\", expected a number".formatted(node.name(), node.quote()));
    } catch (UnreadableCellException e) {
      node.error("'%s' %s".formatted(node.name(), e.getMessage()));
    }
    return null;
  }
}
