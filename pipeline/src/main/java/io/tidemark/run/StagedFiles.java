package io.tidemark.run;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a job takes along to a Flink cluster of its own if the user does not say so: this JVM's
 * class path without the libraries that Flink takes from its own distribution in any case, whatever
 * a job brings: itself, RocksDB and SLF4J. They are a third of it, and sent with every job.
 */
final class StagedFiles {
  private static final List<String> OF_THE_CLUSTER = List.of("flink-", "frocksdbjni-", "slf4j-");

  private StagedFiles() {}

  /**
   * The files to stage.
   *
   * @param classPath jars and directories, as the JVM has them
   */
  static List<String> of(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty() && new File(entry).exists())
        .filter(entry -> !isOfTheCluster(Path.of(entry).getFileName().toString()))
        .toList();
  }

  private static boolean isOfTheCluster(String name) {
    return OF_THE_CLUSTER.stream().anyMatch(name::startsWith);
  }
}
