package io.tidemark.bench;

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
    Path log = directory.resolve(task.measured().name() + ".log");
    task.write(file);
    Process process =
        new ProcessBuilder(commandLine(task.contender(), file))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (process.waitFor() == 0) {
        return task.readCost();
      }
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(log);
    throw new IllegalStateException(
        "%s failed:%n%s"
            .formatted(
                task.contender(),
                String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()))));
  }

  private static List<String> commandLine(String contender, Path task) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM);
    line.addAll(List.of("-cp", classPath(contender)));
    line.addAll(List.of(ContenderProcess.class.getName(), task.toString()));
    return line;
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
