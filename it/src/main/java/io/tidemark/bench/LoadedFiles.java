package io.tidemark.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events in files of JSON lines, one for each partition, all of one day. */
final class LoadedFiles implements LoadedEvents {
  private final Path directory;
  private final Path events;
  private final String day;
  private final long count;
  private final Answers answers;

  private LoadedFiles(Path directory, Path events, String day, long count, Answers answers) {
    this.directory = directory;
    this.events = events;
    this.day = day;
    this.count = count;
    this.answers = answers;
  }

  /**
   * Writes the traffic.
   *
   * @param directory of the contenders
   */
  static LoadedFiles load(Path directory, String name, Traffic traffic) throws IOException {
    Path events = Files.createDirectories(directory.resolve(name));
    List<OutputStream> files = new ArrayList<>();
    for (int file = 0; file < Traffic.PARTITIONS; file++) {
      files.add(
          new BufferedOutputStream(
              Files.newOutputStream(events.resolve(file + ".jsonl")), 1 << 16));
    }
    Answers answers = traffic.write((file, event) -> writeLine(files.get(file), event));
    for (OutputStream file : files) {
      file.close();
    }
    String day = traffic.begin().atZone(ZoneOffset.UTC).toLocalDate().toString();
    return new LoadedFiles(directory, events, day, traffic.events(), answers);
  }

  private static void writeLine(OutputStream file, byte[] event) {
    try {
      file.write(event);
      file.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Job job(String job, int results) {
    List<String> directories =
        IntStream.range(0, results)
            .mapToObj(i -> directory.resolve(job + "-results-" + i).toString())
            .toList();
    return new Job(
        job, "", events.toString(), directories, answers.rows(), day, directory.toString());
  }

  @Override
  public Optional<String> difference(Job job) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(job.result()))) {
      for (Path file : files.filter(LoadedFiles::isReadable).toList()) {
        Files.readAllLines(file).forEach(line -> rows.add(line.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return answers.difference(rows);
  }

  private static boolean isReadable(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("_");
  }
}
