package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import io.tidemark.spec.SinkSpec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sink's table in Postgres as SQL: its shape, the guarded upsert and delete of its rows, and the
 * replacement of a slice.
 */
final class PostgresTable implements Serializable {
  private static final int LONGEST_NAME = 63;

  private final Schema rows;
  private final List<String> identity;
  private final boolean panes;
  private final List<String> growing;
  private final boolean byWindowEnd;
  private final @Nullable String schemaName;
  private final String tableName;
  private final List<PostgresColumn> columns;

  private PostgresTable(
      Table table, @Nullable String schemaName, String tableName, List<PostgresColumn> columns) {
    this.rows = table.schema();
    this.identity = table.identity();
    this.panes = table.panes();
    this.growing = table.growing();
    this.byWindowEnd = table.byWindowEnd();
    this.schemaName = schemaName;
    this.tableName = tableName;
    this.columns = columns;
  }

  static PostgresTable of(SinkSpec.Postgres spec, Table table) {
    List<PostgresColumn> columns =
        table.schema().fields().stream()
            .map(
                field ->
                    new PostgresColumn(
                        field,
                        spec.columns().getOrDefault(field.name(), field.name()),
                        table.mayBeNull(field)))
            .toList();
    return new PostgresTable(table, spec.schema().orElse(null), spec.table(), columns);
  }

  /** The table, quoted and with its schema if the spec names one. */
  String name() {
    return qualified(tableName);
  }

  /** The table that bounded rows wait in. */
  String stageName() {
    return derivedName("_tidemark_stage_");
  }

  /** The table that dead letters wait in while they are replayed. */
  String replayName() {
    return derivedName("_tidemark_replay_");
  }

  /** Postgres would cut a long name off, perhaps to that of another table. */
  private String derivedName(String prefix) {
    String name = prefix + tableName;
    if (name.length() > LONGEST_NAME) {
      CRC32 crc = new CRC32();
      crc.update(tableName.getBytes(StandardCharsets.UTF_8));
      name = name.substring(0, LONGEST_NAME - 9) + "_%08x".formatted(crc.getValue());
    }
    return qualified(name);
  }

  private String qualified(String name) {
    String quoted = PostgresColumn.quote(name);
    return schemaName == null ? quoted : PostgresColumn.quote(schemaName) + "." + quoted;
  }

  /** The type of each column that the table must have, as Postgres prints it. */
  Map<String, String> columnTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), column.sqlType()));
    return types;
  }

  List<PostgresColumn> columns() {
    return columns;
  }

  List<String> identityColumns() {
    return identity.stream().map(name -> column(name).name()).toList();
  }

  String createTable() {
    return columns.stream()
        .map(PostgresColumn::definition)
        .collect(Collectors.joining(", ", "CREATE TABLE IF NOT EXISTS " + name() + " (", ")"));
  }

  /** Postgres names it: a name of ours could be cut off to one that is taken. */
  String createIdentityIndex() {
    return "CREATE UNIQUE INDEX ON " + name() + " (" + identityList() + ") NULLS NOT DISTINCT";
  }

  /** It refuses what the table would: rows, not a run, fail by that. */
  List<String> createStage() {
    return List.of(
        "DROP TABLE IF EXISTS " + stageName(),
        "CREATE UNLOGGED TABLE " + stageName() + " (LIKE " + name() + " INCLUDING ALL)");
  }

  /** The rows' columns, as {@link #appendCopied} writes them. */
  String copy(String into) {
    return "COPY " + into + " (" + list(c -> c.quoted()) + ") FROM STDIN";
  }

  void appendCopied(StringBuilder lines, Cells row) {
    for (int i = 0; i < columns.size(); i++) {
      lines.append(i > 0 ? "\t" : "");
      PostgresText.appendColumn(lines, columns.get(i).field().type(), row.get(i));
    }
    lines.append('\n');
  }

  /** Inserts a row, or updates the one of its identity if that is not newer. */
  String upsert(String into) {
    String parameters = columns.stream().map(c -> "?").collect(Collectors.joining(", "));
    return "INSERT INTO "
        + into
        + " AS t ("
        + list(c -> c.quoted())
        + ") VALUES ("
        + parameters
        + ")"
        + onConflict();
  }

  private String onConflict() {
    String others =
        columns.stream()
            .filter(column -> !identity.contains(column.field().name()))
            .map(column -> column.quoted() + " = EXCLUDED." + column.quoted())
            .collect(Collectors.joining(", "));
    if (others.isEmpty()) {
      return " ON CONFLICT (" + identityList() + ") DO NOTHING";
    }
    String update = " ON CONFLICT (" + identityList() + ") DO UPDATE SET " + others;
    return growing.isEmpty() ? update : update + " WHERE " + age("EXCLUDED") + " >= " + age("t");
  }

  /** What makes one row newer than another: generation, what grows, then the kind of pane. */
  private String age(String row) {
    String size =
        growing.stream()
            .map(name -> row + "." + column(name).quoted())
            .collect(Collectors.joining(" + "));
    String age = row + "." + column(Table.GENERATION).quoted() + ", " + size;
    return panes ? "(" + age + ", " + kind(row) + ")" : "(" + age + ")";
  }

  private String kind(String row) {
    String kinds =
        Arrays.stream(Pane.values())
            .map(pane -> "'" + pane.name() + "'")
            .collect(Collectors.joining(", "));
    return "array_position(ARRAY[%s], %s.%s)".formatted(kinds, row, column(Table.PANE).quoted());
  }

  void bindUpsert(PreparedStatement statement, Cells row) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).bind(statement, i + 1, row.get(i));
    }
  }

  /** Deletes the slice's rows, from and to its two parameters; answers the highest generation. */
  String deleteSlice(String timeColumn) {
    String time = column(timeColumn).quoted();
    String slice =
        byWindowEnd ? time + " > ? AND " + time + " <= ?" : time + " >= ? AND " + time + " < ?";
    String generation = panes ? column(Table.GENERATION).quoted() : "NULL::bigint";
    return "WITH gone AS (DELETE FROM %s WHERE %s RETURNING %s AS generation) SELECT max(generation) FROM gone"
        .formatted(name(), slice, generation);
  }

  /** Inserts the staged rows; its one parameter, if these are panes, is the generation or null. */
  String insertStaged() {
    String values =
        list(
            column ->
                panes && column.field().name().equals(Table.GENERATION)
                    ? "coalesce(?, " + column.quoted() + ")"
                    : column.quoted());
    return "INSERT INTO "
        + name()
        + " AS t ("
        + list(c -> c.quoted())
        + ") SELECT "
        + values
        + " FROM "
        + stageName()
        + onConflict();
  }

  private String identityList() {
    return identity.stream().map(name -> column(name).quoted()).collect(Collectors.joining(", "));
  }

  private String list(Function<PostgresColumn, String> text) {
    return columns.stream().map(text).collect(Collectors.joining(", "));
  }

  /** The column of a row's {@code name}. */
  PostgresColumn column(String name) {
    return columns.get(rows.indexOf(name));
  }
}
