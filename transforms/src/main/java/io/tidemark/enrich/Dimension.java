package io.tidemark.enrich;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a dimension's rows are, and how events find them.
 *
 * @param key the event's columns that it is looked up by, one for each part of the key
 * @param range whether the last part of the key is a range: it holds the event's value when {@code
 *     from <= value <= to}. Numbers, decimals, dates and timestamps are compared as such, a string
 *     as an IPv4 or IPv6 address
 * @param columns what is joined to the events
 * @param maxRows more rows are a {@link DimensionException}
 */
public record Dimension(String name, Schema key, boolean range, Schema columns, long maxRows)
    implements Serializable {

  /** The cells of {@link io.tidemark.model.DimensionRow#key}: of a range both bounds. */
  public Schema rowKey() {
    if (!range) {
      return key;
    }
    List<Field> fields = new ArrayList<>(key.fields());
    Field last = fields.remove(fields.size() - 1);
    fields.add(Field.nullable(last.name() + " from", last.type()));
    fields.add(Field.nullable(last.name() + " to", last.type()));
    return Schema.of(fields);
  }
}
