package io.tidemark.source;

import io.tidemark.enrich.DimensionSource;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a dimension from files: {@code .csv} with a header line, or {@code .jsonl}, {@code .ndjson}
 * and {@code .json} with an object a line. Every row is read as its declared types, then {@code
 * where} is asked.
 *
 * <p>A read began when the worker's clock says so, before the files were listed. As long as the
 * same files have the same sizes and times, nothing changed and none is opened; else all are read
 * again, whether they have an {@code updatedAt} or not. A file that is replaced should be moved
 * there whole.
 */
final class DimensionFiles implements DimensionSource {
  /** A file that was just written may be written again within one tick of its clock. */
  private static final long SETTLED_AFTER_MILLIS = 2_000;

  private final DimensionLayout layout;
  private final String glob;
  private final DimensionCondition where;

  /**
   * @throws io.tidemark.enrich.DimensionException {@code where} is no condition over its columns
   */
  DimensionFiles(DimensionLayout layout, String glob, Optional<String> where) {
    this.layout = layout;
    this.glob = glob;
    this.where = DimensionCondition.of(layout, where);
  }

  /** A file as it was listed. */
  private record Listed(String path, long size, Instant modified) implements Serializable {}

  private record Listing(List<Listed> files) implements Serializable {}

  @Override
  public Read read(@Nullable Read previous, Rows rows) throws IOException {
    long startedAt = System.currentTimeMillis();
    Listing listing = list();
    if (listing.files().isEmpty()) {
      throw new FileNotFoundException("no file matches " + glob);
    }
    if (previous != null && listing.equals(previous.mark())) {
      rows.onlyChanges();
      return new Read(startedAt, listing);
    }
    Consumer<@Nullable Object[]> wanted =
        cells -> {
          if (where.test(cells)) {
            rows.add(layout.row(cells));
          }
        };
    for (Listed file : listing.files()) {
      read(file.path(), wanted);
    }
    Instant settled = Instant.ofEpochMilli(startedAt - SETTLED_AFTER_MILLIS);
    boolean stay = listing.files().stream().allMatch(file -> file.modified().isBefore(settled));
    return new Read(startedAt, stay ? listing : null);
  }

  private Listing list() throws IOException {
    List<Listed> files = new ArrayList<>();
    for (String path : new FileGlob(glob).list()) {
      BasicFileAttributes found = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      files.add(new Listed(path, found.size(), found.lastModifiedTime().toInstant()));
    }
    return new Listing(List.copyOf(files));
  }

  private void read(String path, Consumer<@Nullable Object[]> rows) throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    boolean csv = name.endsWith(".csv");
    if (!csv && !name.endsWith(".jsonl") && !name.endsWith(".ndjson") && !name.endsWith(".json")) {
      throw layout.wrong(path + " is of no known kind, expected .csv, .jsonl, .ndjson or .json");
    }
    try (BufferedReader file = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
      if (csv) {
        new DimensionCsv(layout).read(path, file, rows);
      } else {
        readJson(path, file, rows);
      }
    } catch (CharacterCodingException e) {
      throw layout.wrong(path + " is not UTF-8");
    }
  }

  private void readJson(String path, BufferedReader file, Consumer<@Nullable Object[]> rows)
      throws IOException {
    DimensionJson json = new DimensionJson(layout);
    int number = 0;
    for (String line = file.readLine(); line != null; line = file.readLine()) {
      String row = path + " line " + ++number;
      if (!line.isBlank()) {
        rows.accept(json.cells(line, row));
      }
    }
  }
}
