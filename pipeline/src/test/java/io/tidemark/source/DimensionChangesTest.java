package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.enrich.DimensionSource.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class DimensionChangesTest {
  private static final long READ = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  private static final long NEWEST = micros("2026-11-01T11:30:00.123456Z");

  @Test
  void everyRowMayHaveChangedBeforeTheFirstReadAndAfterOneThatSawNone() {
    assertEquals(Optional.empty(), changes(null, "timestamptz").condition());
    assertEquals(
        Optional.empty(),
        changes(read(null, "timestamptz", READ, Long.MIN_VALUE), "timestamptz").condition());
  }

  @Test
  void aTimeIsLookedBackFromByTheOverlap() {
    assertEquals("u >= TIMESTAMPTZ '2026-11-01T11:20:00.123456Z'", next("timestamptz", NEWEST));
    assertEquals("u >= TIMESTAMP '2026-11-01T11:20:00.123456'", next("timestamp", NEWEST));
  }

  @Test
  void aDateIsLookedBackFromByTheWholeDayThatTheOverlapReaches() {
    assertEquals("u >= DATE '2026-10-30'", next("date", micros("2026-10-31T00:00:00Z")));
    assertEquals("u >= DATE '2026-11-01'", next("date", micros("2026-11-02T00:00:00Z")));
  }

  @Test
  void aRowOfTheFutureHidesNoneThatIsWrittenAfterTheRead() {
    assertEquals(
        "u >= TIMESTAMPTZ '2026-11-01T11:50Z'",
        next("timestamptz", micros("2099-01-01T00:00:00Z")));
  }

  @Test
  void theNewestOfAllReadsCounts() {
    Read first = read(null, "timestamptz", READ, NEWEST);

    Read none = read(first, "timestamptz", READ + 1, Long.MIN_VALUE);

    assertEquals(
        Optional.of("(u >= TIMESTAMPTZ '2026-11-01T11:20:00.123456Z' OR u IS NULL)"),
        changes(none, "timestamptz").condition());
  }

  @Test
  void anIntegerIsReadFromTheNewestThatAReadSawTheOverlapBeforeTheLastOne() {
    long minute = Duration.ofMinutes(1).toMillis();
    Read last = read(null, "int8", READ, 100);

    for (int i = 1; i <= 9; i++) {
      last = read(last, "int8", READ + i * minute, 100 + i);
      assertEquals(Optional.empty(), changes(last, "int8").condition());
    }
    Read tenth = read(last, "int8", READ + 10 * minute, 110);
    Read later = read(tenth, "int8", READ + 13 * minute - 1, 113);

    assertEquals(
        Optional.of("(u >= '100'::bigint OR u IS NULL)"), changes(tenth, "int8").condition());
    assertEquals(
        Optional.of("(u >= '102'::bigint OR u IS NULL)"), changes(later, "int8").condition());
    assertEquals(10, ((List<?>) later.mark()).size());
  }

  @Test
  void otherTypesTellNothing() {
    assertEquals(Optional.empty(), DimensionChanges.after(null, "u", "text"));
  }

  private static String next(String type, long newest) {
    String condition = changes(read(null, type, READ, newest), type).condition().orElseThrow();
    return condition.substring(1, condition.indexOf(" OR u IS NULL)"));
  }

  private static Read read(@Nullable Read previous, String type, long startedAt, long newest) {
    return new Read(startedAt, changes(previous, type).mark(startedAt, newest));
  }

  private static DimensionChanges changes(@Nullable Read previous, String type) {
    return DimensionChanges.after(previous, "u", type).orElseThrow();
  }

  private static long micros(String time) {
    Instant instant = Instant.parse(time);
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
