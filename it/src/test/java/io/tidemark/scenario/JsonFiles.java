package io.tidemark.scenario;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a sink of files has written into its directory, as a reader sees it. */
final class JsonFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonFiles() {}

  /** The files that are complete; none, if there is no directory. */
  static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> !f.getFileName().toString().matches("[._].*")).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Every row of them, by column. */
  static List<Map<String, @Nullable Object>> rows(Path directory) throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Path file : in(directory)) {
      for (String line : Files.readAllLines(file)) {
        rows.add(JSON.readValue(line, new TypeReference<>() {}));
      }
    }
    return rows;
  }
}
