package io.tidemark.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints of a run on Flink, often and in a directory that survives it.
 *
 * @param directory of this run alone
 */
record Checkpoints(Path directory) {

  /** The options of a run that makes them. */
  List<String> options() {
    return List.of(
        "--checkpointingInterval=300",
        "--stateBackend=filesystem",
        "--stateBackendStoragePath=" + directory.toUri());
  }

  /** The options of a run that goes on from the newest that is complete, and makes more. */
  List<String> restoring() throws IOException {
    List<String> options = new ArrayList<>(options());
    options.add("--savepointPath=" + newest());
    return options;
  }

  private String newest() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.getFileName().toString().equals("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingInt(Checkpoints::number))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  /** Of {@code chk-17}. */
  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }
}
