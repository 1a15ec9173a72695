package io.tidemark.source;

import io.tidemark.enrich.DimensionSource;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.KeyPart;
import io.tidemark.spec.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dimensions in files of a directory, which were last written long ago. */
record PlayerFiles(Path directory) {
  static final Schema EVENTS =
      Schema.of(Field.required("player", Type.LONG), Field.nullable("ip", Type.STRING));
  static final KeyPart PLAYER = new KeyPart("player", "id", Optional.empty());
  static final KeyPart RANGE = new KeyPart("ip", "ip_from", Optional.of("ip_to"));
  static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00.000001Z"));
  static final Place PLACE = new Place("web.yaml", 30, 3);

  static List<DimensionRow> rows(DimensionSpec spec) throws Exception {
    List<DimensionRow> rows = new ArrayList<>();
    source(spec).read(null, rows::add);
    return rows;
  }

  static DimensionSource source(DimensionSpec spec) {
    return DimensionSources.of(spec, spec.of(EVENTS));
  }

  Path write(String name, String text) throws Exception {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setLastModifiedTime(file, LONG_AGO);
    return file;
  }

  static DimensionSpec players(Path file) {
    return players(file, Optional.empty());
  }

  static DimensionSpec players(Path file, Optional<String> where) {
    return dimension(
        file,
        List.of(PLAYER),
        List.of(Field.nullable("name", Type.STRING), Field.nullable("score", Type.DOUBLE)),
        true,
        where);
  }

  static DimensionSpec geo(Path file) {
    return dimension(
        file,
        List.of(PLAYER, RANGE),
        List.of(Field.nullable("name", Type.STRING)),
        false,
        Optional.empty());
  }

  static DimensionSpec dimension(
      Path file, List<KeyPart> key, List<Field> columns, boolean valid, Optional<String> where) {
    return new DimensionSpec(
        "players",
        new DimensionSpec.FromFiles(file.toString()),
        key,
        columns,
        valid ? Optional.of("since") : Optional.empty(),
        valid ? Optional.of("until") : Optional.empty(),
        where,
        Optional.empty(),
        Optional.empty(),
        DimensionSpec.Freshness.LATEST,
        Optional.empty(),
        5_000_000,
        DimensionSpec.OnMiss.NULLS,
        PLACE);
  }
}
