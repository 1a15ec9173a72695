package io.tidemark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
  @TempDir Path directory;

  @Test
  void aJobTakesAlongAllButWhatFlinkHas() throws IOException {
    String tidemark = jar("tidemark-pipeline-0.1.0.jar");
    String beam = jar("beam-runners-flink-1.19-2.70.0.jar");
    String classes = Files.createDirectory(directory.resolve("classes")).toString();
    String missing = directory.resolve("not-there.jar").toString();
    List<String> classPath =
        List.of(
            tidemark,
            jar("flink-runtime-1.19.3.jar"),
            beam,
            jar("frocksdbjni-6.20.3.jar"),
            jar("slf4j-api-2.0.16.jar"),
            missing,
            classes);

    List<String> staged = StagedFiles.of(String.join(File.pathSeparator, classPath));

    assertEquals(List.of(tidemark, beam, classes), staged);
  }

  private String jar(String name) throws IOException {
    return Files.createFile(directory.resolve(name)).toString();
  }
}
