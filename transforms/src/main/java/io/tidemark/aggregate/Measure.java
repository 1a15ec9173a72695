package io.tidemark.aggregate;

import io.tidemark.expression.AggregateExpression;
import io.tidemark.expression.EvaluationException;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One column of a windowed view: an aggregate over the events of a window.
 *
 * <p>Its value does not depend on the order of the events or of merging, to the last bit: doubles
 * are summed exactly and rounded once. NULLs are left out, as in SQL, and so is an argument or a
 * filter that has no value for an event (a division by zero, a CAST that fails). A sum that does
 * not fit its type stops the pipeline, with the measure's name: it is never a wrong number.
 */
public final class Measure implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> NOT_YET =
      List.of("STDDEV", "FIRST", "LAST", "APPROX_COUNT_DISTINCT", "APPROX_QUANTILE");
  private static final List<String> KNOWN =
      Stream.concat(Arrays.stream(Aggregate.Function.values()).map(Enum::name), NOT_YET.stream())
          .toList();

  private final Field field;
  private final Aggregate aggregate;
  private final @Nullable ScalarExpression argument;
  private final @Nullable ScalarExpression filter;

  private Measure(
      Field field,
      Aggregate aggregate,
      @Nullable ScalarExpression argument,
      @Nullable ScalarExpression filter) {
    this.field = field;
    this.aggregate = aggregate;
    this.argument = argument;
    this.filter = filter;
  }

  /** The measure {@code sql}, one aggregate call over the columns of {@code input}. */
  public static Measure compile(String name, String sql, Schema input) throws ExpressionException {
    AggregateExpression call = AggregateExpression.compile(sql, input, KNOWN);
    if (NOT_YET.contains(call.function())) {
      throw call.refusal(call.function() + " is not supported yet");
    }
    Aggregate.Function function = Aggregate.Function.valueOf(call.function());
    boolean counts = function == Aggregate.Function.COUNT;
    if (call.star() ? !counts || !call.arguments().isEmpty() : call.arguments().size() != 1) {
      throw call.refusal(function + " takes " + (counts ? "* or one argument" : "one argument"));
    }
    ScalarExpression argument = call.star() ? null : call.arguments().get(0);
    Aggregate aggregate = new Aggregate(function, argument == null ? Type.LONG : argument.type());
    Type result =
        aggregate
            .result()
            .orElseThrow(() -> call.argumentRefusal(misapplied(function, call.arguments().get(0))));
    return new Measure(
        new Field(name, result, !counts), aggregate, argument, call.filter().orElse(null));
  }

  private static String misapplied(Aggregate.Function function, ScalarExpression argument) {
    boolean sums = function == Aggregate.Function.SUM || function == Aggregate.Function.AVG;
    String type = argument.type().toString();
    return function
        + (sums ? " needs a number, " : " needs what has an order, ")
        + argument.sql()
        + " is "
        + (type.startsWith("a") ? "an " : "a ")
        + type;
  }

  public String name() {
    return field.name();
  }

  /** Its column. */
  public Field field() {
    return field;
  }

  Accumulation create() {
    return aggregate.create();
  }

  Accumulation decode(InputStream in) throws IOException {
    return aggregate.decode(in);
  }

  /** Adds one event to {@code state}. */
  void add(Event event, Accumulation state) {
    if (filter != null && !filter.test(event.cells())) {
      return;
    }
    if (argument == null) {
      state.add(event, event);
      return;
    }
    Object value = valueOf(argument, event.cells());
    if (value != null) {
      state.add(value, event);
    }
  }

  private static @Nullable Object valueOf(ScalarExpression argument, Cells event) {
    try {
      return argument.evaluate(event);
    } catch (EvaluationException e) {
      return null;
    }
  }

  /** The measure's value for {@code state}. */
  @Nullable Object value(Accumulation state) {
    try {
      return aggregate.value(state);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "measure "
              + name()
              + ": the sum of "
              + argument
              + ", "
              + e.getMessage()
              + ", does not fit a "
              + field.type()
              + mend());
    }
  }

  private String mend() {
    String wider =
        field.type().equals(Type.LONG) ? "SUM(CAST(" + argument + " AS DECIMAL(38, 0))) or " : "";
    return "; use " + wider + "SUM(CAST(" + argument + " AS DOUBLE))";
  }
}
