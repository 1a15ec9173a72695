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
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts staged JSON lines in the place of a slice's old ones: every file of the output is read, and
 * one that holds old rows is written anew without them.
 */
final class PublishFiles {
  static final String STAGED = "_stage-";
  private static final ObjectMapper JSON = new ObjectMapper();

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
    for (Path file : files("[.]?" + STAGED, "([.].*)?")) {
      Files.deleteIfExists(file);
    }
  }

  void publish(Slice slice) throws IOException {
    List<Path> staged = files(STAGED, "");
    OptionalLong generation = removeOld(replacedBy(staged, slice));
    for (Path file : staged) {
      if (generation.isPresent()) {
        setGeneration(file, generation.getAsLong());
      }
      String name = file.getFileName().toString().substring(STAGED.length());
      move(file, directory.resolve(name));
    }
  }

  /** This output's files, by name; other outputs may share the directory. */
  private List<Path> files(String prefix, String suffix) throws IOException {
    String name = prefix + Pattern.quote(table.output()) + "-[0-9]+x[0-9a-f]+-[0-9]+[.]jsonl";
    Predicate<String> ours = Pattern.compile(name + suffix).asMatchPredicate();
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

  /** Removes the rows that {@code old} holds for; the highest generation among them. */
  private OptionalLong removeOld(Predicate<JsonNode> old) throws IOException {
    OptionalLong highest = OptionalLong.empty();
    for (Path file : files("", "")) {
      List<String> kept = new ArrayList<>();
      boolean changed = false;
      try (Stream<String> lines = Files.lines(file)) {
        for (String line : (Iterable<String>) lines::iterator) {
          JsonNode row = JSON.readTree(line);
          if (!old.test(row)) {
            kept.add(line);
            continue;
          }
          changed = true;
          if (table.panes()) {
            long generation = row.path(Table.GENERATION).longValue();
            highest = OptionalLong.of(Math.max(generation, highest.orElse(generation)));
          }
        }
      }
      if (changed && kept.isEmpty()) {
        Files.delete(file);
      } else if (changed) {
        rewrite(file, kept);
      }
    }
    return highest;
  }

  private void setGeneration(Path file, long generation) throws IOException {
    String column = "\"" + Table.GENERATION + "\":" + generation;
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(GENERATION.matcher(line).replaceFirst(column));
    }
    rewrite(file, lines);
  }

  private void rewrite(Path file, List<String> lines) throws IOException {
    Path temporary = directory.resolve("." + file.getFileName() + ".rewrite");
    try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    move(temporary, file);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
