package io.tidemark.source;

import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.model.DimensionRow;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a dimension from files: {@code .csv} with a header line, or {@code .jsonl}, {@code .ndjson}
 * and {@code .json} with an object a line. An empty cell of a CSV file is a missing value.
 */
final class DimensionFiles implements DimensionSource {
  private final DimensionLayout layout;
  private final String glob;
  private final DimensionText text;

  DimensionFiles(DimensionLayout layout, String glob) {
    this.layout = layout;
    this.glob = glob;
    this.text = new DimensionText(layout);
  }

  @Override
  public Read read(@Nullable Read previous, Consumer<DimensionRow> rows) throws IOException {
    long startedAt = System.currentTimeMillis();
    List<String> paths = new FileGlob(glob).list();
    if (paths.isEmpty()) {
      throw new FileNotFoundException("no file matches " + glob);
    }
    for (String path : paths) {
      String name = path.toLowerCase(Locale.ROOT);
      if (name.endsWith(".csv")) {
        readCsv(path, rows);
      } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
        readJson(path, rows);
      } else {
        throw wrong(path + " is of no known kind, expected .csv, .jsonl, .ndjson or .json");
      }
    }
    return new Read(startedAt, false, null);
  }

  private DimensionException wrong(String what) {
    return new DimensionException("dimension %s: %s".formatted(layout.dimension(), what));
  }

  private void readCsv(String path, Consumer<DimensionRow> rows) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setNullString("").build();
    try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8);
        CSVParser csv = CSVParser.parse(withoutByteOrderMark(reader), format)) {
      requireColumns(path, csv.getHeaderNames());
      for (CSVRecord record : csv) {
        rows.accept(layout.row(cells(record, path + " row " + record.getRecordNumber())));
      }
    } catch (CharacterCodingException e) {
      throw wrong(path + " is not UTF-8");
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw wrong(path + " is no CSV file with a header line: " + e.getMessage());
    }
  }

  /** Spreadsheets write one. */
  private static BufferedReader withoutByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private void requireColumns(String path, List<String> header) {
    Set<String> missing = new LinkedHashSet<>(layout.names());
    header.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw wrong(
          "%s has no column %s; it has %s"
              .formatted(path, String.join(", ", missing), String.join(", ", header)));
    }
  }

  private @Nullable Object[] cells(CSVRecord record, String where) {
    @Nullable Object[] cells = new Object[layout.names().size()];
    for (int i = 0; i < cells.length; i++) {
      String name = layout.names().get(i);
      if (!record.isSet(name)) {
        throw layout.wrong(where, i, "is missing: the row is shorter than the header");
      }
      String cell = record.get(name);
      cells[i] = cell == null ? null : text.cell(i, cell, where);
    }
    return cells;
  }

  private void readJson(String path, Consumer<DimensionRow> rows) throws IOException {
    DimensionJson json = new DimensionJson(layout);
    try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String where = path + " line " + ++number;
        if (!line.isBlank()) {
          rows.accept(json.row(line, where));
        }
      }
    } catch (CharacterCodingException e) {
      throw wrong(path + " is not UTF-8");
    }
  }
}
