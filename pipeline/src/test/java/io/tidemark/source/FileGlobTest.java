package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileGlobTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of("b.jsonl", "a.jsonl", "c.csv", ".d.jsonl", "_e.jsonl", "f/g.jsonl")) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
  }

  @Test
  void filesThatMatchAreListedInOrderWithoutThoseStillBeingWritten() throws IOException {
    assertEquals(List.of("a.jsonl", "b.jsonl"), list("*.jsonl"));
    assertEquals(List.of("a.jsonl", "b.jsonl", "f/g.jsonl"), list("{*.jsonl,f/*.jsonl}"));
    assertEquals(List.of("a.jsonl", "b.jsonl", "f/g.jsonl"), list("**.jsonl"));
    assertEquals(List.of("f/g.jsonl"), list("?/[a-g].jsonl"));
  }

  @Test
  void aNameWithoutSignsIsThatFileAlone() throws IOException {
    assertEquals(List.of("c.csv"), list("c.csv"));
    assertEquals(List.of(), list("d.csv"));
    assertEquals(List.of(), list("f"));
  }

  @Test
  void aFirstSignThatIsAskedForIsFound() throws IOException {
    assertEquals(List.of("_e.jsonl"), list("_*.jsonl"));
  }

  @Test
  void aDirectoryThatIsNotThereHasNoFiles() throws IOException {
    assertEquals(List.of(), list("nowhere/*.jsonl"));
  }

  @Test
  void whatIsNoPatternIsAnErrorThatSaysSo() {
    IOException e = assertThrows(IOException.class, () -> list("[a.jsonl"));

    assertTrue(e.getMessage().contains("[a.jsonl is no pattern of paths"), e.getMessage());
  }

  private List<String> list(String pattern) throws IOException {
    return new FileGlob(directory + "/" + pattern)
        .list().stream().map(path -> directory.relativize(Path.of(path)).toString()).toList();
  }
}
