package io.tidemark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.sink.Slice;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlicesTest {
  private static final Duration SETTLING = Duration.ofMinutes(60).plusSeconds(15);

  @Test
  void defaultDayIsTheLastWhoseLatestEventsCanHaveCome() throws LaunchException {
    Slice justBefore = slices("2026-11-03T01:00:14.999Z").choose(none(), none(), false);
    Slice justAfter = slices("2026-11-03T01:00:15Z").choose(none(), none(), false);

    assertEquals(slice("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"), justBefore);
    assertEquals(slice("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"), justAfter);
  }

  @Test
  void dayOfAZoneIsAsLongAsItWasThere() throws LaunchException {
    Slices rome =
        new Slices(
            Mode.DAILY, SETTLING, ZoneId.of("Europe/Rome"), Instant.parse("2026-10-26T12:00:00Z"));

    Slice slice = rome.choose(none(), none(), false);

    assertEquals(slice("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), slice);
  }

  @Test
  void datesAndInstantsAreBothTimes() throws LaunchException {
    Slice slice =
        slices("2026-11-20T00:00:00Z")
            .choose(Optional.of("2026-11-01"), Optional.of("2026-11-01T12:00:00+01:00"), false);

    assertEquals(slice("2026-11-01T00:00:00Z", "2026-11-01T11:00:00Z"), slice);
  }

  @Test
  void fromAfterToIsRefused() {
    assertRefused(
        "--from 2026-11-02 is not before --to 2026-11-01: the slice is empty",
        "2026-11-02",
        "2026-11-01");
  }

  @Test
  void emptySliceIsRefused() {
    assertRefused(
        "--from 2026-11-02 is not before --to 2026-11-02: the slice is empty",
        "2026-11-02",
        "2026-11-02");
  }

  @Test
  void textThatIsNoTimeIsRefused() {
    assertRefused(
        "--to yesterday is not a time: write 2026-11-01 or 2026-11-01T12:00:00Z",
        "2026-11-01",
        "yesterday");
  }

  @Test
  void sliceThatTheStreamMayStillChangeNeedsOpenWindows() throws LaunchException {
    Slices slices = slices("2026-11-03T01:00:14Z");

    LaunchException refused =
        assertThrows(
            LaunchException.class,
            () -> slices.choose(Optional.of("2026-11-02"), Optional.of("2026-11-03"), false));
    Slice open = slices.choose(Optional.of("2026-11-02"), Optional.of("2026-11-03"), true);

    assertEquals(
        "the slice to 2026-11-03T00:00:00Z is complete only at 2026-11-03T01:00:15Z"
            + " (outOfOrderness + the largest allowedLateness after its end, with sessions their gap,"
            + " too):"
            + " choose an earlier --to, or give --open-windows",
        refused.getMessage());
    assertEquals(slice("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"), open);
  }

  @Test
  void sliceWithSessionsSettlesOnlyWhenNoEventCanCarryOneAcrossItsEnd(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("web.yaml");
    Files.writeString(
        file,
        """
        pipeline: web
        source: {files: "data/*.jsonl"}
        event: {format: json, fields: {at: timestamp}, time: at}
        views:
          hits:
            window: {fixed: 5m}
            allowedLateness: 20m
            measures: {hits: "COUNT(*)"}
            sink: {files: hits}
          visits:
            window: {sessions: {gap: 30m}}
            allowedLateness: 10m
            measures: {hits: "COUNT(*)"}
            sink: {files: visits}
        lateEvents: discard
        deadLetters: discard
        """);

    Duration settling = Slices.settling(SpecParser.parse(file, Map.of()));

    assertEquals(Duration.ofMinutes(40).plusSeconds(15), settling);
  }

  private static void assertRefused(String message, String from, String to) {
    Slices slices = slices("2026-11-20T00:00:00Z");

    LaunchException refused =
        assertThrows(
            LaunchException.class, () -> slices.choose(Optional.of(from), Optional.of(to), false));

    assertEquals(message, refused.getMessage());
  }

  private static Slices slices(String now) {
    return new Slices(Mode.DAILY, SETTLING, ZoneOffset.UTC, Instant.parse(now));
  }

  private static Slice slice(String from, String to) {
    return new Slice(Instant.parse(from), Instant.parse(to));
  }

  private static Optional<String> none() {
    return Optional.empty();
  }
}
