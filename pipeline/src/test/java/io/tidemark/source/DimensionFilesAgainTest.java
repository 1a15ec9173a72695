package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.spec.SpecError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of files that were read before, and what is said when they cannot be read. */
class DimensionFilesAgainTest {
  private PlayerFiles files;

  @BeforeEach
  void useDirectory(@TempDir Path directory) {
    files = new PlayerFiles(directory);
  }

  @Test
  void filesThatStayedTheSameAreNotReadAgain() throws Exception {
    files.write("1.csv", "id,name,score,since,until\n7,a,1,,\n");
    DimensionSource source =
        SerializableUtils.clone(
            PlayerFiles.source(PlayerFiles.players(files.directory().resolve("*.csv"))));
    RowsRead first = RowsRead.of(source, null);

    RowsRead same = RowsRead.of(source, first.read());
    files.write("2.csv", "id,name,score,since,until\n8,a,1,,\n");
    RowsRead more = RowsRead.of(source, same.read());
    Files.writeString(files.directory().resolve("2.csv"), "id,name,score,since,until\n9,a,1,,\n");
    Files.setLastModifiedTime(
        files.directory().resolve("2.csv"),
        FileTime.from(PlayerFiles.LONG_AGO.toInstant().plusNanos(1_000)));
    RowsRead touched = RowsRead.of(source, more.read());

    assertFalse(first.changes());
    assertTrue(same.changes());
    assertFalse(more.changes());
    assertFalse(touched.changes());
    assertEquals(List.of(7L), keys(first));
    assertEquals(List.of(), keys(same));
    assertEquals(List.of(7L, 8L), keys(more));
    assertEquals(List.of(7L, 9L), keys(touched));
    assertTrue(first.read().startedAt() <= same.read().startedAt());
    assertTrue(same.read().startedAt() <= more.read().startedAt());
  }

  @Test
  void aFileThatWasJustWrittenIsReadAgainForItMayBeWrittenWithinTheSameTick() throws Exception {
    Path file = files.write("1.csv", "id,name,score,since,until\n7,a,1,,\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    DimensionSource source = PlayerFiles.source(PlayerFiles.players(file));

    RowsRead again = RowsRead.of(source, RowsRead.of(source, null).read());

    assertFalse(again.changes());
    assertEquals(List.of(7L), keys(again));
  }

  private static List<Object> keys(RowsRead read) {
    return read.rows().stream().map(row -> row.key().get(0)).toList();
  }

  @Test
  void errorsNameTheDimensionTheRowAndTheColumn() throws Exception {
    Path header = files.write("a.csv", "id,name,since,until\n");
    Path value =
        files.write("b.csv", "id,name,score,since,until\n7,a,1,2026-01-01,\n7,a,x,2026-01-01,\n");
    Path row = files.write("c.csv", "id,name,score,since,until\n7,a\n");
    Path json = files.write("d.jsonl", "{\"id\":\"7\"}\n");
    Path time = files.write("e.jsonl", "\n{\"id\":7,\"since\":\"2026-01-01T00:00:00\"}\n");
    Path date = files.write("f.csv", "id,name,score,since,until\n7,,,2026-02-30,\n");
    Path broken = files.write("g.jsonl", "{\"id\":7");
    Path kind = files.write("h.txt", "");
    Path latin = files.directory().resolve("i.csv");
    Files.write(latin, new byte[] {'i', 'd', '\n', (byte) 0xE9, '\n'});

    assertWrong(header, "dimension players: %s has no column score; it has id, name, since, until");
    assertWrong(value, "dimension players, %s row 2: score is \"x\", expected double");
    assertWrong(
        row, "dimension players, %s row 1: score is missing: the row is shorter than the header");
    assertWrong(json, "dimension players, %s line 1: id is \"7\", expected long");
    assertWrong(
        time,
        "dimension players, %s line 2: since is \"2026-01-01T00:00:00\", which names no zone,"
            + " expected a timestamp: ISO-8601 with a zone, such as 2026-11-01T12:00:00Z");
    assertWrong(
        date,
        "dimension players, %s row 1: since is \"2026-02-30\","
            + " expected a timestamp: ISO-8601 with a zone, such as 2026-11-01T12:00:00Z");
    assertWrong(
        broken,
        "dimension players: %s line 1: not JSON: Unexpected end-of-input: expected close"
            + " marker for Object (line 1, column 8)");
    assertWrong(
        kind, "dimension players: %s is of no known kind, expected .csv, .jsonl, .ndjson or .json");
    assertWrong(latin, "dimension players: %s is not UTF-8");
  }

  @Test
  void whatIsWrongIsSaidWithThePlaceOfTheDimension() throws Exception {
    Path none = files.directory().resolve("*.csv");
    Path good = files.write("good.jsonl", "{\"id\":7}\n");
    String noColumn = "nope > 1";

    assertEquals(List.of(), DimensionCheck.errors(PlayerFiles.players(good), PlayerFiles.EVENTS));
    assertEquals(
        List.of(new SpecError(PlayerFiles.PLACE, "dimension players: no file matches " + none)),
        DimensionCheck.errors(PlayerFiles.players(none), PlayerFiles.EVENTS));
    assertEquals(
        List.of(
            new SpecError(
                PlayerFiles.PLACE,
                "dimension players: its `where`: no column nope; there are id, name,"
                    + " score, since, until")),
        DimensionCheck.errors(
            PlayerFiles.players(good, Optional.of(noColumn)), PlayerFiles.EVENTS));
    assertEquals(
        List.of(
            new SpecError(
                PlayerFiles.PLACE,
                "dimension players: its `where`: a condition is needed, and score is a double")),
        DimensionCheck.errors(PlayerFiles.players(good, Optional.of("score")), PlayerFiles.EVENTS));
  }

  private void assertWrong(Path file, String message) {
    DimensionException e =
        assertThrows(DimensionException.class, () -> PlayerFiles.rows(PlayerFiles.players(file)));
    assertEquals(message.formatted(file), e.getMessage());
  }
}
