package io.tidemark.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code tidemark} in a process of its own, which can be stopped and killed. */
final class OwnProcess implements Closeable {
  private final Process process;
  private final Path log;

  private OwnProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code tidemark ARGS}.
   *
   * @param log where what it prints goes
   */
  static OwnProcess start(Path log, String... args) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tidemark.Main"));
    line.addAll(List.of(args));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new OwnProcess(process, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it printed so far. */
  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as Ctrl-C does, and returns its exit code when it has. */
  int terminate() {
    process.destroy();
    return process.onExit().join().exitValue();
  }

  /** Ends it at once, without a chance to put anything in order. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
