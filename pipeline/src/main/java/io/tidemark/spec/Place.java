package io.tidemark.spec;

import java.io.Serializable;

/** Where something stands in a spec file; {@code line} and {@code column} count from 1. */
public record Place(String file, int line, int column) implements Serializable {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
