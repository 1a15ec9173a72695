package io.tidemark.expression;

import io.tidemark.model.Cells;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the SQL engine's compiled code holds a cell: a timestamp as milliseconds, a date as days,
 * bytes as a ByteString; the rest as {@link Type} says. Public because that code calls it.
 */
public final class Representation {
  /** What compiled code may ask about its surroundings: they are those of UTC everywhere. */
  public static final DataContext CONTEXT = new UtcContext();

  private Representation() {}

  public static @Nullable Long millis(Cells row, int column) {
    Object cell = row.get(column);
    return cell == null ? null : ((Instant) cell).toEpochMilli();
  }

  public static @Nullable Integer days(Cells row, int column) {
    Object cell = row.get(column);
    return cell == null ? null : (int) ((LocalDate) cell).toEpochDay();
  }

  public static @Nullable ByteString bytes(Cells row, int column) {
    Object cell = row.get(column);
    return cell == null ? null : new ByteString((byte[]) cell);
  }

  /** An array, its elements held as the engine holds them. */
  public static @Nullable List<@Nullable Object> list(Cells row, int column) {
    Object cell = row.get(column);
    return cell == null ? null : elements((List<?>) cell);
  }

  private static List<@Nullable Object> elements(List<?> list) {
    List<@Nullable Object> held = new ArrayList<>(list.size());
    for (Object element : list) {
      held.add(held(element));
    }
    return held;
  }

  private static @Nullable Object held(@Nullable Object cell) {
    if (cell instanceof Instant instant) {
      return instant.toEpochMilli();
    } else if (cell instanceof LocalDate date) {
      return (int) date.toEpochDay();
    } else if (cell instanceof byte[] bytes) {
      return new ByteString(bytes);
    } else if (cell instanceof List<?> list) {
      return elements(list);
    }
    return cell;
  }

  /** The cell of {@code type} for a value as the engine holds it. */
  static @Nullable Object cell(Type type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.kind()) {
      case STRING, BOOLEAN -> value;
      case LONG -> value instanceof Long ? value : (Object) ((Number) value).longValue();
      case DOUBLE -> value instanceof Double ? value : (Object) ((Number) value).doubleValue();
      case DECIMAL -> decimal(type, value);
      case TIMESTAMP -> Instant.ofEpochMilli((Long) value);
      case DATE -> LocalDate.ofEpochDay(((Number) value).longValue());
      case BYTES -> ((ByteString) value).getBytes();
      case ARRAY -> {
        Type element = type.element();
        if (element == null) {
          throw new IllegalStateException("an array type without an element type");
        }
        List<@Nullable Object> cells = new ArrayList<>();
        for (Object each : (List<?>) value) {
          cells.add(cell(element, each));
        }
        yield cells;
      }
    };
  }

  private static BigDecimal decimal(Type type, Object value) {
    BigDecimal exact =
        value instanceof BigDecimal big ? big : BigDecimal.valueOf(((Number) value).longValue());
    BigDecimal rounded = exact.setScale(type.scale(), RoundingMode.HALF_UP);
    if (rounded.precision() > type.precision()) {
      throw new ArithmeticException(rounded.toPlainString() + " does not fit " + type);
    }
    return rounded;
  }

  private static final class UtcContext implements DataContext {
    @Override
    public @Nullable SchemaPlus getRootSchema() {
      return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
      throw new UnsupportedOperationException("an expression has no catalog");
    }

    @Override
    public QueryProvider getQueryProvider() {
      throw new UnsupportedOperationException("an expression has no queries");
    }

    @Override
    public @Nullable Object get(String name) {
      if (name.equals(Variable.TIME_ZONE.camelName)) {
        return TimeZone.getTimeZone("UTC");
      }
      return name.equals(Variable.LOCALE.camelName) ? Locale.ROOT : null;
    }
  }
}
