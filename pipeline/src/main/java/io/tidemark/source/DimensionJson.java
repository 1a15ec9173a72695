package io.tidemark.source;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.decode.FieldValues;
import io.tidemark.decode.JsonFields;
import io.tidemark.decode.MalformedException;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads the rows of a dimension from JSON objects. */
final class DimensionJson {
  private final DimensionLayout layout;
  private final DimensionText text;
  private final JsonFields fields;

  DimensionJson(DimensionLayout layout) {
    this.layout = layout;
    this.text = new DimensionText(layout);
    this.fields = JsonFields.of(fields(layout));
  }

  private static List<DecodedField> fields(DimensionLayout layout) {
    List<DecodedField> fields = new ArrayList<>();
    for (int i = 0; i < layout.names().size(); i++) {
      String name = layout.names().get(i);
      Type type = layout.isValidity(i) ? Type.STRING : layout.type(i);
      fields.add(new DecodedField(name, type, true, null, Origin.PAYLOAD, List.of(name), null));
    }
    return fields;
  }

  /**
   * The cells that {@code line} holds, as the layout has them.
   *
   * @param where of the row, for a {@link io.tidemark.enrich.DimensionException}
   */
  @Nullable Object[] cells(String line, String where) {
    FieldValues values;
    try {
      values = fields.read(line.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      throw layout.wrong(where + ": " + e.getMessage());
    }
    @Nullable Object[] cells = new Object[layout.names().size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(values, i, where);
    }
    return cells;
  }

  private @Nullable Object cell(FieldValues values, int i, String where) {
    String refusal = values.refusal(i);
    if (refusal != null) {
      throw layout.wrong(where, i, refusal);
    }
    Object value = values.value(i);
    try {
      return layout.isValidity(i) && value instanceof String written
          ? text.cell(i, written)
          : value;
    } catch (UnreadableCellException e) {
      throw layout.wrong(where, i, e.getMessage());
    }
  }
}
