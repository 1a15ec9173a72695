package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.enrich.DimensionException;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadDimensionTest {
  private static final Schema KEY = Schema.of(Field.required("player", Type.LONG));
  @TempDir private Path directory;

  private final DimensionRow first =
      new DimensionRow(
          Cells.of(7L),
          Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
          Long.MAX_VALUE,
          Cells.of("Ann, \"A\"", 1.5));
  private final DimensionRow second =
      new DimensionRow(
          Cells.of(7L),
          Instant.parse("2026-02-01T11:00:00.001Z").toEpochMilli(),
          Instant.parse("2026-03-01T00:00:00Z").toEpochMilli(),
          Cells.of(null, null));

  @Test
  void csvIsReadByItsHeaderAndEmptyCellsAreNull() throws IOException {
    Path file =
        write(
            "players.csv",
            "\uFEFFuntil,name,extra,score,id,since\n"
                + ",\"Ann, \"\"A\"\"\",x,1.5,7,2026-01-01\n"
                + "2026-03-01,,,,7,2026-02-01T12:00:00.000001+01:00\n");

    DimensionSpec dimension = dimension(file);

    assertEquals(List.of(first, second), rows(dimension));
  }

  @Test
  void jsonLinesAreReadByName() throws IOException {
    Path file =
        write(
            "players.jsonl",
            "{\"id\":7,\"name\":\"Ann, \\\"A\\\"\",\"score\":1.5,\"since\":\"2026-01-01\"}\n\n"
                + "{\"id\":7,\"since\":\"2026-02-01T11:00:00.000001Z\",\"until\":\"2026-03-01\"}");

    assertEquals(List.of(first, second), rows(dimension(file)));
  }

  @Test
  void itIsACollectionOfRowsWithTheirCoder() throws IOException {
    Path file =
        write(
            "players.csv", "id,name,score,since,until\n7,,,2026-02-01T11:00:00.0001Z,2026-03-01\n");
    Pipeline pipeline = Pipeline.create();

    PCollection<DimensionRow> rows = pipeline.apply("Load", ReadDimension.of(dimension(file), KEY));

    PAssert.that(rows).containsInAnyOrder(second);
    DimensionRowCoder coder = (DimensionRowCoder) rows.getCoder();
    assertEquals(KEY, coder.keySchema());
    assertEquals(List.of("name", "score"), coder.columnsSchema().names());
    pipeline.run().waitUntilFinish();
  }

  @Test
  void errorsNameTheDimensionTheRowAndTheColumn() throws IOException {
    Path header = write("a.csv", "id,name,since,until\n");
    Path value =
        write("b.csv", "id,name,score,since,until\n7,a,1,2026-01-01,\n7,a,x,2026-01-01,\n");
    Path row = write("c.csv", "id,name,score,since,until\n7,a\n");
    Path json = write("d.jsonl", "{\"id\":\"7\"}\n");
    Path time = write("e.jsonl", "\n{\"id\":7,\"since\":\"2026-01-01T00:00:00\"}\n");
    Path broken = write("g.jsonl", "{\"id\":7");
    Path kind = write("f.txt", "");

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
        broken,
        "dimension players: %s line 1: not JSON: Unexpected end-of-input: expected close"
            + " marker for Object (line 1, column 8)");
    assertWrong(
        kind, "dimension players: %s is of no known kind, expected .csv, .jsonl, .ndjson or .json");
  }

  private void assertWrong(Path file, String message) {
    DimensionException e = assertThrows(DimensionException.class, () -> rows(dimension(file)));
    assertEquals(message.formatted(file), e.getMessage());
  }

  private static List<DimensionRow> rows(DimensionSpec dimension) throws IOException {
    List<DimensionRow> rows = new ArrayList<>();
    String glob = ((DimensionSpec.FromFiles) dimension.from()).glob();
    new DimensionFiles(new DimensionLayout(dimension, KEY), glob).read(rows::add);
    return rows;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static DimensionSpec dimension(Path file) {
    return new DimensionSpec(
        "players",
        new DimensionSpec.FromFiles(file.toString()),
        List.of(new DimensionSpec.KeyPart("player", "id", Optional.empty())),
        List.of(Field.nullable("name", Type.STRING), Field.nullable("score", Type.DOUBLE)),
        Optional.of("since"),
        Optional.of("until"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DimensionSpec.Freshness.LATEST,
        Optional.empty(),
        5_000_000,
        DimensionSpec.OnMiss.NULLS,
        new Place("web.yaml", 1, 1));
  }
}
