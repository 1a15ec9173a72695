package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Arrival;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogReaderTest {
  private static final ReaderClock CLOCK = () -> 42;
  @TempDir private Path directory;

  @Test
  void blankLinesCountButAreNoArrivals() throws IOException {
    assertEquals(List.of("1 a", "4 b ", "6 c"), read("a\n\n \t\r\nb \r\n\t\nc"));
    assertEquals(List.of("1 a"), read("a\n"));
    assertEquals(List.of("2 a"), read("\r\na\r\n"));
    assertEquals(List.of(), read("\n \n"));
    assertEquals(List.of(), read(""));
  }

  @Test
  void linesLongerThanABlockAndManyLinesAreReadWhole() throws IOException {
    String longLine = "x".repeat(600_000);
    StringBuilder many = new StringBuilder(longLine + "\n");
    List<String> expected = new ArrayList<>(List.of("1 " + longLine));
    for (int line = 2; line <= 5_000; line++) {
      many.append("line ").append(line).append('\n');
      expected.add(line + " line " + line);
    }

    assertEquals(expected, read(many.toString()));
  }

  @Test
  void aReaderGoesOnWhereAMarkStands() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= 3_000; line++) {
      text.append(line).append('\n');
    }
    PartitionMark start = mark("a.jsonl", text.toString());

    LogPoll first = new FileLogReader(List.of(start), CLOCK).poll();
    LogPoll second =
        new FileLogReader(
                List.of(
                    new PartitionMark(
                        start.partition(),
                        first.nextOffset(),
                        first.nextByte(),
                        start.end(),
                        first.ended(),
                        0,
                        1,
                        0)),
                CLOCK)
            .poll();

    assertEquals(1_001, first.nextOffset());
    assertEquals("1001 1001", described(second.arrivals().get(0)));
    assertEquals(42, second.arrivals().get(0).arrivedAt());
  }

  @Test
  void filesAdvanceTogether() throws IOException {
    PartitionMark a = mark("a.jsonl", "1\n".repeat(1_500));
    PartitionMark b = mark("b.jsonl", "1\n");
    FileLogReader reader = new FileLogReader(List.of(a, b), CLOCK);

    assertEquals(0, reader.poll().partition());
    assertEquals(1, reader.poll().partition());
    assertEquals(500, reader.poll().arrivals().size());
    assertEquals(null, reader.poll());
  }

  @Test
  void whatIsAppendedWhileItIsReadIsLeftForTheNextRun() throws IOException {
    PartitionMark mark = mark("a.jsonl", "1\n2");
    Files.writeString(Path.of(mark.partition()), "1\n2222\n3\n");

    LogPoll poll = new FileLogReader(List.of(mark), CLOCK).poll();

    assertEquals(List.of("1 1", "2 2"), poll.arrivals().stream().map(this::described).toList());
    assertTrue(poll.ended());
  }

  @Test
  void aFileThatBecameShorterIsAnError() throws IOException {
    PartitionMark mark = mark("a.jsonl", "1\n2\n");
    Files.writeString(Path.of(mark.partition()), "1\n");

    IOException e =
        assertThrows(IOException.class, () -> new FileLogReader(List.of(mark), CLOCK).poll());

    assertTrue(e.getMessage().contains("became shorter"), e.getMessage());
  }

  @Test
  void aGlobWithoutFilesIsAnError() {
    assertThrows(
        FileNotFoundException.class, () -> new FileLog(directory + "/*.jsonl").start(true, 0));
  }

  private List<String> read(String text) throws IOException {
    PartitionMark mark = mark("a.jsonl", text);
    FileLogReader reader = new FileLogReader(List.of(mark), CLOCK);
    List<String> arrivals = new ArrayList<>();
    for (LogPoll poll = reader.poll(); poll != null; poll = reader.poll()) {
      poll.arrivals().forEach(arrival -> arrivals.add(described(arrival)));
    }
    return arrivals;
  }

  private String described(Arrival arrival) {
    return arrival.position().offset()
        + " "
        + new String(arrival.payload(), StandardCharsets.UTF_8);
  }

  private PartitionMark mark(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return new FileLog(file.toString()).start(true, 0).get(0);
  }
}
