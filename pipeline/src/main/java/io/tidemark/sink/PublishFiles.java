package io.tidemark.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts staged JSON lines in the place of a slice's old ones. They go into one file that is named
 * after the slice, in one step: where the old ones stand in that file, as after an earlier run over
 * the same slice, a reader sees the old rows or the new ones. Where some stand elsewhere, as those
 * of a stream do, they are removed after that, file by file.
 */
final class PublishFiles {
  static final String STAGED = "_stage-";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What comes after the output's name: of a firing of a run, and of a slice. */
  private static final String OF_A_RUN = "-[0-9]+x[0-9a-f]+-[0-9]+[.]jsonl";

  private static final String OF_A_SLICE = "-[0-9TZ.]+-[0-9TZ.]+[.]jsonl";

  // Quotes inside a JSON string are escaped, so this is the column and nothing else.
  private static final Pattern GENERATION =
      Pattern.compile("\"" + Table.GENERATION + "\":-?[0-9]+");

  private final Path directory;
  private final Table table;

  PublishFiles(Path directory, Table table) {
    this.directory = directory;
    this.table = table;
  }

  /** Deletes what a batch run left that was not published, half-written files included. */
  void removeStaged() throws IOException {
    for (Path file : files("[.]?" + STAGED, OF_A_RUN + "([.].*)?")) {
      Files.deleteIfExists(file);
    }
  }

  void publish(Slice slice) throws IOException {
    List<Path> staged = files(STAGED, OF_A_RUN);
    Predicate<JsonNode> old = replacedBy(staged, slice);
    Path whole = directory.resolve(name(slice));
    Map<Path, List<String>> kept = new LinkedHashMap<>();
    OptionalLong generation = findOld(old, kept);
    List<String> lines = new ArrayList<>(keptIn(whole, kept));
    for (Path file : staged) {
      for (String line : Files.readAllLines(file)) {
        lines.add(generation.isPresent() ? withGeneration(line, generation.getAsLong()) : line);
      }
    }
    replace(whole, lines);
    for (Map.Entry<Path, List<String>> file : kept.entrySet()) {
      replace(file.getKey(), file.getValue());
    }
    for (Path file : staged) {
      Files.delete(file);
    }
  }

  /** The files that readers see. */
  List<Path> published() throws IOException {
    return files("", "(" + OF_A_RUN + "|" + OF_A_SLICE + ")");
  }

  /** Removes the lines of {@code file} that {@code gone} holds for, in one step. */
  void remove(Path file, Predicate<String> gone) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      replace(file, lines.filter(gone.negate()).toList());
    }
  }

  /** What the slice's own file keeps; it is no longer in {@code kept}. */
  private static List<String> keptIn(Path whole, Map<Path, List<String>> kept) throws IOException {
    List<String> changed = kept.remove(whole);
    if (changed != null) {
      return changed;
    }
    return Files.exists(whole) ? Files.readAllLines(whole) : List.of();
  }

  private String name(Slice slice) {
    return table.output() + "-" + basic(slice.from()) + "-" + basic(slice.to()) + ".jsonl";
  }

  /** ISO-8601 in its short form, such as 20261101T000000Z. */
  private static String basic(Instant time) {
    return time.toString().replaceAll("[-:]", "");
  }

  /** This output's files, by name; other outputs may share the directory. */
  private List<Path> files(String prefix, String suffix) throws IOException {
    Predicate<String> ours =
        Pattern.compile(prefix + Pattern.quote(table.output()) + suffix).asMatchPredicate();
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> ours.test(file.getFileName().toString())).sorted().toList();
    }
  }

  /** Which rows the staged ones replace. */
  private Predicate<JsonNode> replacedBy(List<Path> staged, Slice slice) throws IOException {
    if (table.timeColumn().isPresent()) {
      String column = table.timeColumn().get();
      return row -> {
        JsonNode time = row.path(column);
        return time.isTextual() && table.inSlice(Instant.parse(time.textValue()), slice);
      };
    }
    Set<List<JsonNode>> identities = new HashSet<>();
    for (Path file : staged) {
      try (Stream<String> lines = Files.lines(file)) {
        for (String line : (Iterable<String>) lines::iterator) {
          identities.add(identity(JSON.readTree(line)));
        }
      }
    }
    return row -> identities.contains(identity(row));
  }

  private List<JsonNode> identity(JsonNode row) {
    return table.identity().stream().map(row::path).toList();
  }

  /**
   * Reads every file of the output; the highest generation of the rows that {@code old} holds for.
   *
   * @param kept gets the other rows of each file that has some of those
   */
  private OptionalLong findOld(Predicate<JsonNode> old, Map<Path, List<String>> kept)
      throws IOException {
    OptionalLong highest = OptionalLong.empty();
    for (Path file : published()) {
      List<String> others = new ArrayList<>();
      boolean changed = false;
      try (Stream<String> lines = Files.lines(file)) {
        for (String line : (Iterable<String>) lines::iterator) {
          JsonNode row = JSON.readTree(line);
          if (!old.test(row)) {
            others.add(line);
            continue;
          }
          changed = true;
          if (table.panes()) {
            long generation = row.path(Table.GENERATION).longValue();
            highest = OptionalLong.of(Math.max(generation, highest.orElse(generation)));
          }
        }
      }
      if (changed) {
        kept.put(file, others);
      }
    }
    return highest;
  }

  private static String withGeneration(String line, long generation) {
    return GENERATION.matcher(line).replaceFirst("\"" + Table.GENERATION + "\":" + generation);
  }

  /** In one step; a file without rows is none. */
  private void replace(Path file, List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    Path temporary = directory.resolve("." + file.getFileName() + ".rewrite");
    try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
