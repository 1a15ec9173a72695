package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DimensionFilesTest {
  private static final long BEFORE_ALL = Long.MIN_VALUE;
  private static final long FOR_EVER = Long.MAX_VALUE;

  private PlayerFiles files;

  @BeforeEach
  void useDirectory(@TempDir Path directory) {
    files = new PlayerFiles(directory);
  }

  private final DimensionRow first =
      new DimensionRow(
          Cells.of(7L), millis("2026-01-01T00:00:00Z"), FOR_EVER, Cells.of("Ann, \"A\"", 1.5));
  private final DimensionRow second =
      new DimensionRow(
          Cells.of(7L),
          millis("2026-02-01T11:00:00.001Z"),
          millis("2026-03-01T00:00:00Z"),
          Cells.of(null, null));

  @Test
  void csvIsReadByItsHeaderAndEmptyCellsAreNull() throws Exception {
    Path file =
        files.write(
            "players.csv",
            "\uFEFFuntil,name,extra,score,id,since\n"
                + ",\"Ann, \"\"A\"\"\",x,1.5,7,2026-01-01\n"
                + "2026-03-01,,,,7,2026-02-01T12:00:00.000001+01:00\n");

    assertEquals(List.of(first, second), PlayerFiles.rows(PlayerFiles.players(file)));
  }

  @Test
  void jsonLinesAreReadByName() throws Exception {
    Path file =
        files.write(
            "players.jsonl",
            "{\"id\":7,\"name\":\"Ann, \\\"A\\\"\",\"score\":1.5,\"since\":\"2026-01-01\"}\n\n"
                + "{\"id\":7,\"since\":\"2026-02-01T11:00:00.000001Z\",\"until\":\"2026-03-01\"}");

    assertEquals(List.of(first, second), PlayerFiles.rows(PlayerFiles.players(file)));
  }

  @Test
  void aRangeHasBothItsBoundsInTheKeyAfterTheOtherParts() throws Exception {
    Path csv = files.write("geo.csv", "ip_to,id,name,ip_from\n10.0.0.255,7,NZ,10.0.0.0\n");
    Path json =
        files.write(
            "geo.ndjson",
            "{\"id\":8,\"ip_from\":\"2001:db8::\",\"ip_to\":\"2001:db8::ff\",\"name\":\"AU\"}\n");

    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of(7L, "10.0.0.0", "10.0.0.255"), BEFORE_ALL, FOR_EVER, Cells.of("NZ"))),
        PlayerFiles.rows(PlayerFiles.geo(csv)));
    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of(8L, "2001:db8::", "2001:db8::ff"), BEFORE_ALL, FOR_EVER, Cells.of("AU"))),
        PlayerFiles.rows(PlayerFiles.geo(json)));
  }

  @Test
  void aConditionOverEveryNamedColumnTellsWhichRowsAreWanted() throws Exception {
    Path csv =
        files.write(
            "players.csv",
            "id,name,score,since,until\n"
                + "1,a,2.5,2026-01-01,\n"
                + "2,b,2.5,2025-12-31T23:59:59.999Z,\n"
                + "3,c,2.4,2026-01-01,\n"
                + "4,d,,2026-01-01,\n"
                + "5,e,9,2026-01-01,2026-01-02\n");
    String where =
        "score >= 2.5 AND since >= TIMESTAMP '2026-01-01 00:00:00' AND until IS NULL AND id < 9";

    assertEquals(
        List.of(Cells.of(1L)),
        PlayerFiles.rows(PlayerFiles.players(csv, Optional.of(where))).stream()
            .map(DimensionRow::key)
            .toList());
  }

  @Test
  void aColumnThatIsKeyAndJoinedHasTheTypeOfTheKeyInACondition() throws Exception {
    Path csv = files.write("names.csv", "id\n7\n8\n");
    DimensionSpec spec =
        PlayerFiles.dimension(
            csv,
            List.of(PlayerFiles.PLAYER),
            List.of(Field.nullable("id", Type.STRING)),
            false,
            Optional.of("id + 1 = 9"));

    assertEquals(
        List.of(new DimensionRow(Cells.of(8L), BEFORE_ALL, FOR_EVER, Cells.of("8"))),
        PlayerFiles.rows(spec));
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
