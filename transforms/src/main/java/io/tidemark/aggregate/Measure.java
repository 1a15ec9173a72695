package io.tidemark.aggregate;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;

/** One column of a windowed view: an aggregate over the events of a window. */
public final class Measure implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;

  private Measure(String name) {
    this.name = name;
  }

  /** The measure {@code sql}, one aggregate call over the columns of {@code input}. */
  public static Measure compile(String name, String sql, Schema input) throws ExpressionException {
    return new Measure(name);
  }

  public String name() {
    return name;
  }

  /** Its column. */
  public Field field() {
    return Field.required(name, Type.LONG);
  }
}
