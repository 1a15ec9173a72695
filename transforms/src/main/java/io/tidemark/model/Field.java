package io.tidemark.model;

import java.io.Serializable;

/** One named column; {@code nullable} says whether its cells may be null. */
public record Field(String name, Type type, boolean nullable) implements Serializable {

  public static Field required(String name, Type type) {
    return new Field(name, type, false);
  }

  public static Field nullable(String name, Type type) {
    return new Field(name, type, true);
  }
}
