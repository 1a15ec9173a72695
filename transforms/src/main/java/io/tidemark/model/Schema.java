package io.tidemark.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a row, in order, each name once. Dimension columns are named {@code
 * dimension.column}.
 */
public final class Schema implements Serializable {
  private final List<Field> fields;
  private final Map<String, Integer> index;

  private Schema(List<Field> fields) {
    this.fields = List.copyOf(fields);
    this.index = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (index.put(fields.get(i).name(), i) != null) {
        throw new IllegalArgumentException("column " + fields.get(i).name() + " stands twice");
      }
    }
  }

  /** The schema of {@code fields}; a name that stands twice is an IllegalArgumentException. */
  public static Schema of(List<Field> fields) {
    return new Schema(fields);
  }

  public static Schema of(Field... fields) {
    return new Schema(List.of(fields));
  }

  public List<Field> fields() {
    return fields;
  }

  public Field field(int i) {
    return fields.get(i);
  }

  public int size() {
    return fields.size();
  }

  public boolean has(String name) {
    return index.containsKey(name);
  }

  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** Where the column stands, from 0; an unknown name is an IllegalArgumentException. */
  public int indexOf(String name) {
    Integer at = index.get(name);
    if (at == null) {
      throw new IllegalArgumentException("no column " + name + " in " + names());
    }
    return at;
  }

  /** This schema's columns, then {@code more}. */
  public Schema with(List<Field> more) {
    List<Field> all = new ArrayList<>(fields);
    all.addAll(more);
    return new Schema(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
