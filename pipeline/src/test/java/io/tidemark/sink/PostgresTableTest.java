package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresTableTest {
  private static final ConnectionSpec.Postgres SERVER =
      new ConnectionSpec.Postgres("serving", "jdbc:postgresql://h/db", "u", "p", Map.of());

  private static PostgresTable of(Table table, String name, Map<String, String> columns) {
    return PostgresTable.of(
        new SinkSpec.Postgres(SERVER, name, Optional.of("web"), 1000, columns, SinkRows.PLACE),
        table);
  }

  @Test
  void theTableRefusesNullWhereARowNeverHasIt() {
    String sql = of(SinkRows.HITS, "hits", Map.of("hits", "n")).createTable();

    assertEquals(
        "CREATE TABLE IF NOT EXISTS \"web\".\"hits\" (\"host\" text,"
            + " \"window_start\" timestamp with time zone NOT NULL,"
            + " \"window_end\" timestamp with time zone NOT NULL, \"n\" bigint,"
            + " \"pane\" text NOT NULL, \"generation\" bigint NOT NULL,"
            + " \"revision\" bigint NOT NULL)",
        sql);
  }

  @Test
  void anUpsertOfPanesIsGuarded() {
    PostgresTable table = of(SinkRows.HITS, "hits", Map.of());

    assertEquals(
        "INSERT INTO \"web\".\"hits\" AS t (\"host\", \"window_start\", \"window_end\", \"hits\","
            + " \"pane\", \"generation\", \"revision\") VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (\"host\", \"window_start\") DO UPDATE SET"
            + " \"window_end\" = EXCLUDED.\"window_end\", \"hits\" = EXCLUDED.\"hits\","
            + " \"pane\" = EXCLUDED.\"pane\", \"generation\" = EXCLUDED.\"generation\","
            + " \"revision\" = EXCLUDED.\"revision\""
            + " WHERE (EXCLUDED.\"generation\", EXCLUDED.\"revision\","
            + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], EXCLUDED.\"pane\"))"
            + " >= (t.\"generation\", t.\"revision\","
            + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], t.\"pane\"))",
        table.upsert(table.name()));
  }

  @Test
  void aDeleteFindsANullKeyByTheIndex() {
    PostgresTable table = of(SinkRows.HITS, "hits", Map.of());

    assertEquals(
        "DELETE FROM \"web\".\"hits\" WHERE \"host\" IS NULL AND \"window_start\" = ?"
            + " AND (\"generation\", \"revision\") <= (?, ?)",
        new PostgresDeletes(table, SinkRows.HITS)
            .withdrawn(table.name(), SinkRows.hits(null, 0, 1, 1)));
  }

  @Test
  void namesAreQuotedWhateverTheyHold() {
    assertEquals("\"a\"\"b; DROP\"", PostgresColumn.quote("a\"b; DROP"));
  }

  @Test
  void stagesOfLongNamesDiffer() {
    String prefix = "a".repeat(60);

    String one = of(SinkRows.HITS, prefix + "one", Map.of()).stageName();
    String two = of(SinkRows.HITS, prefix + "two", Map.of()).stageName();

    assertNotEquals(one, two);
    assertEquals(63, one.length() - "\"web\".\"\"".length());
  }
}
