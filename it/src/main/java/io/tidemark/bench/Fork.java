package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a {@link ContenderProcess}, each with the same heap and collector. */
final class Fork {
  private static final List<String> JVM =
      List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-Xshare:auto", "-Duser.timezone=UTC");
  private static final String TABLE_RUNTIME = "flink-table-runtime";
  private static final int TAIL = 40;

  private Fork() {}

  /**
   * Returns what the measured job took.
   *
   * @param directory where the task is written, and what the process prints
   * @throws IllegalStateException it failed; the message has the end of what it printed
   */
  static Cost cost(Task task, Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve(task.measured().name() + ".json");
    task.write(file);
    Process process =
        start(
            task.contender(),
            log(task.measured()),
            ContenderProcess.class.getName(),
            file.toString());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(task.contender() + " failed:\n" + printed(task.measured()));
      }
    } finally {
      process.destroyForcibly();
    }
    return task.readCost();
  }

  /** Starts a job that runs until it is destroyed, or this process ends. */
  static Process live(String contender, Job job) throws IOException {
    Path file = Path.of(job.directory(), job.name() + ".json");
    new ObjectMapper().writeValue(file.toFile(), job);
    return start(contender, log(job), LiveProcess.class.getName(), contender, file.toString());
  }

  private static Process start(String contender, Path log, String... main) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM);
    line.addAll(List.of("-cp", classPath(contender)));
    line.addAll(List.of(main));
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static Path log(Job job) {
    return Path.of(job.directory(), job.name() + ".log");
  }

  /** The end of what the process of a job printed. */
  static String printed(Job job) throws IOException {
    return tail(log(job));
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /**
   * That of this process; Flink's planner finds no compiler but the one that its runtime brings.
   */
  private static String classPath(String contender) {
    String own = System.getProperty("java.class.path");
    if (!contender.startsWith(Contenders.FLINK_SQL)) {
      return own;
    }
    return Stream.of(own.split(File.pathSeparator))
        .sorted(Comparator.comparing(jar -> !jar.contains(TABLE_RUNTIME)))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
