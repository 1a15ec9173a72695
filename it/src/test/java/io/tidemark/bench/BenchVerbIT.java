package io.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cli.UsageException;
import io.tidemark.fixture.TemporaryDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchVerbIT {
  @Test
  void enrichRunsBothDimensionsAndPrintsTheirRatio() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TemporaryDirectory directory = TemporaryDirectory.create("bench-it");
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {

      new EnrichBench(directory.path(), 500, 2_000, 1, System.err).run(printed);
    }

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(1).contains("100 keys x 1 versions"));
    assertTrue(lines.get(2).contains("500 keys x 2 versions"));
    assertTrue(lines.get(3).contains("the large one beside the small one"));
  }

  @Test
  void anotherNameIsAMistakeThatNamesTheOnesThereAre() {
    UsageException refused =
        assertThrows(UsageException.class, () -> new BenchVerb().run(List.of("speed")));

    assertEquals("no benchmark speed; there is throughput, enrich", refused.getMessage());
  }
}
