package io.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cli.UsageException;
import io.tidemark.fixture.TemporaryDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  void contendersOfThroughputGiveIdenticalAnswers() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> contenders = List.of("limit", "flink-sql", "tidemark");
    BenchSettings settings =
        new BenchSettings(
            20_000,
            2_000,
            1,
            contenders,
            List.of(50),
            Duration.ofSeconds(1),
            Optional.empty(),
            Optional.empty());
    try (TemporaryDirectory directory = TemporaryDirectory.create("bench-it");
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {

      new CostBench(directory.path(), settings, System.err)
          .throughput()
          .forEach(report -> report.print(printed));
    }

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("20,000 events from Kafka to Kafka, 50 keys", lines.get(0));
    assertEquals(2 + contenders.size(), lines.size());
    for (int i = 0; i < contenders.size(); i++) {
      String line = lines.get(2 + i);
      assertTrue(line.startsWith("  " + contenders.get(i) + " "), line);
      assertTrue(line.endsWith("  identical"), line);
    }
  }

  @Test
  void answerThatIsNotTheRightOneIsVoid() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CostReport report = new CostReport("counts", List.of(Ratio.ofCpu("cpuToOne", "one")));

    report.add("one", new Cost(1, 1));
    report.add("other", new Cost(2, 1));
    report.addWrong("one", "1 of 2 counts are right, 0 others");
    try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      report.print(printed);
    }

    assertTrue(report.hasWrongAnswers());
    assertEquals(
        List.of(
            "counts",
            "                          CPU s/M    events/s  CPU / one  answers",
            "  one                        1.00   1,000,000          -  WRONG, VOID: 1 of 2 counts are"
                + " right, 0 others",
            "  other                      2.00   1,000,000          -  identical"),
        out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void anotherNameIsAMistakeThatNamesTheOnesThereAre() {
    UsageException refused =
        assertThrows(UsageException.class, () -> new BenchVerb().run(List.of("speed")));

    assertEquals(
        "no benchmark speed; there is throughput, latency, batch, growth, enrich, sinks",
        refused.getMessage());
  }
}
