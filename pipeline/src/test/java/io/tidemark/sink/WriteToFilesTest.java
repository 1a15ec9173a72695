package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteToFilesTest {
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void nameTheDirectory() {
    directory = temporary.resolve("out");
  }

  /** Each call is another run. */
  private Sink sink(Table table) throws SpecException {
    Sink sink = Sink.of(new SinkSpec.Files(directory.toString(), SinkRows.PLACE), table, "web");
    assertTrue(sink instanceof WriteToFiles);
    return sink;
  }

  private Sink created(Table table) throws Exception {
    Sink sink = sink(table);
    sink.check();
    sink.create();
    return sink;
  }

  private List<Path> visible() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().matches("[._].*"))
          .sorted()
          .toList();
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : visible()) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines.stream().sorted().toList();
  }

  private static String json(Table table, Cells row) {
    return new String(RowJson.of(table.schema()).write(row), StandardCharsets.UTF_8);
  }

  @Test
  void unboundedRowsAreInOneFileOfAFiring() throws Exception {
    Sink sink = created(SinkRows.EVENTS);
    Cells[] rows = new Cells[50];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = SinkRows.event(0, "h", 100 + i);
    }

    SinkRows.writeUnbounded(sink, SinkRows.EVENTS, rows);

    List<String> expected =
        Stream.of(rows).map(row -> json(SinkRows.EVENTS, row)).sorted().toList();
    assertEquals(expected, lines());
    assertEquals(1, all().size());
  }

  @Test
  void anotherRunOverwritesNothing() throws Exception {
    SinkRows.writeUnbounded(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.event(0, "h", 1));

    SinkRows.writeUnbounded(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.event(0, "h", 1));

    String row = json(SinkRows.EVENTS, SinkRows.event(0, "h", 1));
    assertEquals(List.of(row, row), lines());
  }

  @Test
  void boundedRowsAreHiddenUntilTheyArePublished() throws Exception {
    Sink sink = created(SinkRows.EVENTS);
    sink.stage();
    SinkRows.writeBounded(sink, SinkRows.EVENTS, SinkRows.event(0, "h", 1));
    assertEquals(List.of(), visible());

    sink.publish(SinkRows.FIRST_HOUR);

    assertEquals(List.of(json(SinkRows.EVENTS, SinkRows.event(0, "h", 1))), lines());
    assertEquals(1, all().size());
  }

  @Test
  void aBatchRunReplacesTheSessionsThatEndInItsSliceAndWhatWasWithdrawnThere() throws Exception {
    Cells before = SinkRows.session(-10, 10, 1L, "ON_TIME", 7, 1);
    Cells straddles = SinkRows.session(-10, 20, 2L, "ON_TIME", 7, 2);
    Cells grew = SinkRows.session(50, 5, 1L, "EARLY", 7, 1);
    Cells withdrawn = SinkRows.session(50, 5, null, "RETRACTED", 7, 1);
    Cells after = SinkRows.session(50, 20, 4L, "ON_TIME", 7, 4);
    SinkRows.writeUnbounded(
        created(SinkRows.SESSIONS), SinkRows.SESSIONS, before, straddles, grew, withdrawn, after);

    SinkRows.runBatch(
        created(SinkRows.SESSIONS),
        SinkRows.SESSIONS,
        SinkRows.FIRST_HOUR,
        SinkRows.session(-10, 20, 2L, "ON_TIME", 99, 2));

    assertEquals(
        Stream.of(before, straddles, after)
            .map(row -> json(SinkRows.SESSIONS, row))
            .sorted()
            .toList(),
        lines());
  }

  @Test
  void aSliceThatRunsTwiceIsThereOnceAndItsNeighboursStay() throws Exception {
    Cells before = SinkRows.event(-1, "h", 1);
    Cells after = SinkRows.event(60, "h", 4);
    Cells first = SinkRows.event(0, "h", 2);
    Cells last = SinkRows.event(59, null, 3);
    SinkRows.writeUnbounded(created(SinkRows.EVENTS), SinkRows.EVENTS, before, first, last, after);

    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, first, last);
    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, first, last);

    List<String> expected =
        Stream.of(before, first, last, after)
            .map(row -> json(SinkRows.EVENTS, row))
            .sorted()
            .toList();
    assertEquals(expected, lines());
  }

  @Test
  void aReaderDuringASecondRunSeesTheOldRowsOrTheNew() throws Exception {
    Cells[] few = events(100);
    Cells[] many = events(300);
    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, few);
    Set<Integer> counts = new ConcurrentSkipListSet<>();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              do {
                counts.add(count());
              } while (!over.get());
            });

    for (int i = 0; i < 10; i++) {
      SinkRows.runBatch(
          created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, i % 2 == 0 ? many : few);
    }
    over.set(true);
    reading.get();

    assertEquals(Set.of(100, 300), counts);
  }

  private static Cells[] events(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> SinkRows.event(i % 60, "h", i))
        .toArray(Cells[]::new);
  }

  /** What a reader counts who lists the files and reads each. */
  private int count() {
    try {
      return lines().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSecondRunKeepsTheRowsWithoutATimeThatTheFirstHad() throws Exception {
    SinkRows.runBatch(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.FIRST_HOUR,
        SinkRows.deadLetter("MALFORMED", 1),
        SinkRows.deadLetter("SCHEMA", 2));

    SinkRows.runBatch(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.FIRST_HOUR,
        SinkRows.deadLetter("SCHEMA", 1));

    assertEquals(
        Stream.of(SinkRows.deadLetter("SCHEMA", 1), SinkRows.deadLetter("SCHEMA", 2))
            .map(row -> json(SinkRows.DEAD_LETTERS, row))
            .sorted()
            .toList(),
        lines());
    assertEquals(
        List.of("deadLetters-20261101T120000Z-20261101T130000Z.jsonl"),
        all().stream().map(file -> file.getFileName().toString()).toList());
  }

  @Test
  void aWindowBelongsToTheSliceOfItsEndAndKeepsTheGenerationThatItReplaces() throws Exception {
    Cells endsAtNoon = SinkRows.hits("h", -5, 1, 7);
    Cells endsAtOne = SinkRows.hits("h", 55, 2, 7);
    SinkRows.writeUnbounded(created(SinkRows.HITS), SinkRows.HITS, endsAtNoon, endsAtOne);

    SinkRows.runBatch(
        created(SinkRows.HITS),
        SinkRows.HITS,
        SinkRows.FIRST_HOUR,
        SinkRows.hits("h", 55, 3, 99),
        SinkRows.hits("\"generation\":5", 0, 4, 99));

    assertEquals(
        Stream.of(
                endsAtNoon,
                SinkRows.hits("h", 55, 3, 7),
                SinkRows.hits("\"generation\":5", 0, 4, 7))
            .map(row -> json(SinkRows.HITS, row))
            .sorted()
            .toList(),
        lines());
  }

  @Test
  void rowsWithoutATimeAreReplacedByIdentity() throws Exception {
    SinkRows.writeUnbounded(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.deadLetter("MALFORMED", 1),
        SinkRows.deadLetter("SCHEMA", 2));

    SinkRows.runBatch(
        created(SinkRows.DEAD_LETTERS),
        SinkRows.DEAD_LETTERS,
        SinkRows.FIRST_HOUR,
        SinkRows.deadLetter("NO_EVENT_TIME", 2),
        SinkRows.deadLetter("SCHEMA", 3));

    assertEquals(
        Stream.of(
                SinkRows.deadLetter("MALFORMED", 1),
                SinkRows.deadLetter("NO_EVENT_TIME", 2),
                SinkRows.deadLetter("SCHEMA", 3))
            .map(row -> json(SinkRows.DEAD_LETTERS, row))
            .sorted()
            .toList(),
        lines());
  }

  @Test
  void whatAFailedRunStagedIsRemovedAndAnotherOutputIsLeftAlone() throws Exception {
    Sink failed = created(SinkRows.EVENTS);
    failed.stage();
    SinkRows.writeBounded(failed, SinkRows.EVENTS, SinkRows.event(0, "gone", 1));
    SinkRows.writeUnbounded(created(SinkRows.HITS), SinkRows.HITS, SinkRows.hits("h", 0, 1, 1));

    SinkRows.runBatch(
        created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR, SinkRows.event(0, "h", 1));

    assertEquals(
        Stream.of(
                json(SinkRows.EVENTS, SinkRows.event(0, "h", 1)),
                json(SinkRows.HITS, SinkRows.hits("h", 0, 1, 1)))
            .sorted()
            .toList(),
        lines());
    assertEquals(2, all().size());
  }

  @Test
  void aSliceWithoutRowsEmptiesWhatWasThere() throws Exception {
    SinkRows.writeUnbounded(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.event(0, "h", 1));

    SinkRows.runBatch(created(SinkRows.EVENTS), SinkRows.EVENTS, SinkRows.FIRST_HOUR);

    assertEquals(List.of(), all());
  }

  @Test
  void aFileWhereTheDirectoryShouldBeIsRefusedWithItsPlace() throws Exception {
    Files.writeString(directory, "x");

    SpecException refusal = assertThrows(SpecException.class, () -> sink(SinkRows.EVENTS).check());

    assertEquals(
        "web.yaml:12:5: "
            + directory
            + " is a file, a directory was expected for files: to write to",
        refusal.getMessage());
  }
}
