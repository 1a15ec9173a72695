package io.tidemark.spec;

import java.io.Serializable;

/** A data-quality check: it fails when {@code expect} is false; null passes, as in SQL's CHECK. */
public record CheckSpec(String name, Expression expect, OnFail onFail) implements Serializable {
  /** What becomes of an event that fails. */
  public enum OnFail {
    DEAD_LETTER,
    WARN
  }
}
