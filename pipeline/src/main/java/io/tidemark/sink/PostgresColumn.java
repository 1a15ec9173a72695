package io.tidemark.sink;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One column of a Postgres table and how a cell is bound to it. Text cannot hold the character NUL
 * there: it becomes U+FFFD. Timestamps keep microseconds.
 *
 * @param field as the row has it
 * @param name as the table calls it
 */
record PostgresColumn(Field field, String name, boolean mayBeNull) implements Serializable {
  /** With the digits after the point, which may be negative. */
  private static final Pattern NUMERIC = Pattern.compile("numeric\\(\\d+,(-?\\d+)\\)");

  /** {@code name} as SQL, whatever characters it has. */
  static String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  String quoted() {
    return quote(name);
  }

  /** The type as Postgres itself prints it. */
  String sqlType() {
    return sqlType(field.type());
  }

  /**
   * Whether a column of type {@code found}, as Postgres prints it, holds what is written there, or
   * refuses it aloud: text also as varchar, char or JSON, a timestamp to the microsecond, a decimal
   * with as many digits after the point or more. What names a row must not lose a space by that.
   *
   * @param named whether the column is one of those that name a row
   */
  boolean takes(String found, boolean named) {
    Matcher numeric = NUMERIC.matcher(found);
    return switch (field.type().kind()) {
      case STRING ->
          found.matches("character varying(\\(\\d+\\))?")
              || (!named && found.matches("json|jsonb|character\\(\\d+\\)"));
      case TIMESTAMP -> found.equals("timestamp(6) with time zone");
      case DECIMAL ->
          found.equals("numeric")
              || (numeric.matches() && Integer.parseInt(numeric.group(1)) >= field.type().scale());
      default -> false;
    };
  }

  String definition() {
    return quoted() + " " + sqlType() + (mayBeNull ? "" : " NOT NULL");
  }

  private static String sqlType(@Nullable Type type) {
    if (type == null) {
      throw new IllegalStateException("an array type without an element type");
    }
    return switch (type.kind()) {
      case STRING -> "text";
      case BOOLEAN -> "boolean";
      case LONG -> "bigint";
      case DOUBLE -> "double precision";
      case DECIMAL -> "numeric(" + type.precision() + "," + type.scale() + ")";
      case TIMESTAMP -> "timestamp with time zone";
      case DATE -> "date";
      case BYTES -> "bytea";
      case ARRAY -> sqlType(type.element()).replaceAll("(\\[])+$", "") + "[]";
    };
  }

  void bind(PreparedStatement statement, int at, @Nullable Object cell) throws SQLException {
    if (cell == null) {
      statement.setNull(at, jdbcType());
      return;
    }
    switch (field.type().kind()) {
      case STRING -> statement.setString(at, PostgresText.withoutNul((String) cell));
      case BOOLEAN -> statement.setBoolean(at, (Boolean) cell);
      case LONG -> statement.setLong(at, (Long) cell);
      case DOUBLE -> statement.setDouble(at, (Double) cell);
      case DECIMAL -> statement.setBigDecimal(at, (BigDecimal) cell);
      case TIMESTAMP -> statement.setObject(at, timestamp((Instant) cell));
      case DATE -> statement.setObject(at, (LocalDate) cell);
      case BYTES -> statement.setBytes(at, (byte[]) cell);
      case ARRAY -> bindArray(statement, at, (List<?>) cell);
    }
  }

  private void bindArray(PreparedStatement statement, int at, List<?> cells) throws SQLException {
    String element = sqlType().replaceAll("(\\[])+$", "").replaceAll("\\(.*\\)", "");
    statement.setArray(at, statement.getConnection().createArrayOf(element, elements(cells)));
  }

  private static @Nullable Object[] elements(List<?> cells) {
    if (!cells.isEmpty() && cells.stream().allMatch(cell -> cell instanceof byte[])) {
      return cells.toArray(new byte[0][]);
    }
    return cells.stream().map(PostgresColumn::element).toArray();
  }

  private static @Nullable Object element(@Nullable Object cell) {
    if (cell instanceof List<?> nested) {
      return elements(nested);
    }
    if (cell instanceof String) {
      return PostgresText.withoutNul((String) cell);
    }
    return cell instanceof Instant instant ? timestamp(instant).toString() : cell;
  }

  private static OffsetDateTime timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private int jdbcType() {
    return switch (field.type().kind()) {
      case STRING -> Types.VARCHAR;
      case BOOLEAN -> Types.BOOLEAN;
      case LONG -> Types.BIGINT;
      case DOUBLE -> Types.DOUBLE;
      case DECIMAL -> Types.NUMERIC;
      case TIMESTAMP -> Types.TIMESTAMP_WITH_TIMEZONE;
      case DATE -> Types.DATE;
      case BYTES -> Types.BINARY;
      case ARRAY -> Types.ARRAY;
    };
  }
}
