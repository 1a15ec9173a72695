package io.tidemark.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reads a row of a dimension as a case has it: the columns that the dimension's source has. */
final class DimensionRowReader {
  private final DimensionSpec dimension;
  private final Map<String, Type> columns = new LinkedHashMap<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private final Set<String> validity = new HashSet<>();

  DimensionRowReader(PipelineSpec spec, DimensionSpec dimension) {
    this.dimension = dimension;
    Schema looked = dimension.of(spec.declaredSchema()).key();
    dimension
        .sourceSchema(looked)
        .fields()
        .forEach(column -> columns.put(column.name(), column.type()));
    for (DimensionSpec.KeyPart part : dimension.key()) {
      keys.add(part.dimensionColumn());
      part.upperDimensionColumn().ifPresent(keys::add);
    }
    dimension.validFrom().ifPresent(validity::add);
    dimension.validTo().ifPresent(validity::add);
  }

  /** The row as one JSON object. */
  String read(SpecNode node) {
    Section section = node.mapping();
    ObjectNode row = JsonText.object();
    for (SpecNode cell : section.values()) {
      Type type = columns.get(cell.name());
      if (type == null) {
        cell.keyError(
            "no column '%s' in the dimension %s, %s"
                .formatted(
                    cell.name(),
                    dimension.name(),
                    KnownWords.expected(cell.name(), columns.keySet())));
      } else {
        check(cell, type);
        row.set(cell.name(), JsonText.of(cell, type));
      }
    }
    for (String key : keys) {
      if (node.isMapping() && !section.has(key)) {
        node.error("the key '%s' is missing, expected it in every row".formatted(key));
      }
    }
    return row.toString();
  }

  private void check(SpecNode cell, Type type) {
    if (cell.isNull() || type.kind() == Type.Kind.ARRAY) {
      return;
    }
    String text = cell.filled().map(Variables.Filled::text).orElse("");
    if (!cell.isText() || (validity.contains(cell.name()) && isDate(text))) {
      return;
    }
    try {
      CellReader.of(type, null).text(text);
    } catch (UnreadableCellException e) {
      cell.error("'%s' %s".formatted(cell.name(), e.getMessage()));
    }
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
