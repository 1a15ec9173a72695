package io.tidemark.source;

import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One column of the rows that Postgres returned, read as the declared type: the driver's own way is
 * taken where it has one, else the text must be one of that type.
 *
 * <p>As bounds of validity, {@code -infinity} for validFrom and {@code infinity} for validTo are
 * none; elsewhere an infinite time is an error. An {@code inet} or {@code cidr} of one address in
 * the key is that address, without its prefix length.
 */
final class DimensionColumn {
  private static final Set<String> WHOLE =
      Set.of("int2", "int4", "int8", "smallserial", "serial", "bigserial");
  private static final Set<String> NETWORKS = Set.of("inet", "cidr");

  private final DimensionLayout layout;
  private final DimensionText text;
  private final int column;
  private final Reading reading;

  /** Reads the column's cell of the current row. */
  private interface Reading {
    @Nullable Object read(ResultSet row, int index) throws SQLException, UnreadableCellException;
  }

  /**
   * @param column of the layout, which stands at {@code column + 1} of the result
   */
  DimensionColumn(DimensionLayout layout, DimensionText text, int column, ResultSetMetaData result)
      throws SQLException {
    this.layout = layout;
    this.text = text;
    this.column = column;
    this.reading = reading(result.getColumnTypeName(column + 1));
  }

  /** Its cell of the current row. */
  @Nullable Object cell(ResultSet row) throws SQLException, UnreadableCellException {
    return reading.read(row, column + 1);
  }

  private Reading reading(String found) {
    return switch (layout.type(column).kind()) {
      case STRING ->
          layout.isKey(column) && NETWORKS.contains(found)
              ? DimensionColumn::address
              : ResultSet::getString;
      case LONG -> WHOLE.contains(found) ? DimensionColumn::whole : this::written;
      case DOUBLE -> found.equals("float8") ? this::floating : this::written;
      case BOOLEAN -> found.equals("bool") ? DimensionColumn::flag : this::written;
      case TIMESTAMP -> timestamp(found);
      case BYTES ->
          found.equals("bytea")
              ? ResultSet::getBytes
              : refusing("is no bytea, expected " + Type.BYTES);
      case ARRAY -> refusing("cannot be an array, expected a single value");
      case DECIMAL, DATE -> this::written;
    };
  }

  private @Nullable Object written(ResultSet row, int index)
      throws SQLException, UnreadableCellException {
    String written = row.getString(index);
    return written == null ? null : text.cell(column, written);
  }

  private static @Nullable Object address(ResultSet row, int index) throws SQLException {
    String written = row.getString(index);
    if (written == null) {
      return null;
    }
    String whole = written.indexOf(':') < 0 ? "/32" : "/128";
    return written.endsWith(whole)
        ? written.substring(0, written.length() - whole.length())
        : written;
  }

  private static @Nullable Object whole(ResultSet row, int index) throws SQLException {
    long number = row.getLong(index);
    return number == 0 && row.wasNull() ? null : (Long) number;
  }

  private @Nullable Object floating(ResultSet row, int index)
      throws SQLException, UnreadableCellException {
    double number = row.getDouble(index);
    if (number == 0 && row.wasNull()) {
      return null;
    }
    return Double.isFinite(number) ? (Double) number : written(row, index);
  }

  private static @Nullable Object flag(ResultSet row, int index) throws SQLException {
    boolean flag = row.getBoolean(index);
    return row.wasNull() ? null : (Boolean) flag;
  }

  private static Reading refusing(String what) {
    return (row, index) -> {
      if (row.getString(index) != null) {
        throw new UnreadableCellException(what);
      }
      return null;
    };
  }

  private Reading timestamp(String found) {
    return switch (found) {
      case "timestamptz" ->
          (row, index) -> {
            OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
            return time == null || isNone(time, OffsetDateTime.MIN, OffsetDateTime.MAX)
                ? null
                : time.toInstant();
          };
      case "timestamp" ->
          (row, index) -> {
            LocalDateTime time = row.getObject(index, LocalDateTime.class);
            return time == null || isNone(time, LocalDateTime.MIN, LocalDateTime.MAX)
                ? null
                : time.toInstant(ZoneOffset.UTC);
          };
      case "date" ->
          (row, index) -> {
            LocalDate date = row.getObject(index, LocalDate.class);
            return date == null || isNone(date, LocalDate.MIN, LocalDate.MAX)
                ? null
                : date.atStartOfDay(ZoneOffset.UTC).toInstant();
          };
      default -> this::written;
    };
  }

  /** Whether the time is infinite, and none is meant by it. */
  private boolean isNone(Object time, Object first, Object last) throws UnreadableCellException {
    boolean sinceEver = time.equals(first);
    if (!sinceEver && !time.equals(last)) {
      return false;
    }
    if (sinceEver ? layout.isValidFrom(column) : layout.isValidTo(column)) {
      return true;
    }
    throw new UnreadableCellException(
        "is %sinfinity, expected a time or NULL for none".formatted(sinceEver ? "-" : ""));
  }
}
