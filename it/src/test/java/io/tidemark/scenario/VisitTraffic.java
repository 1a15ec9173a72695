package io.tidemark.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Two weeks of visits in two files, one an hour: out of order, twice, hours and weeks late, and
 * with lines that are refused at every step. The same in every run.
 */
final class VisitTraffic {
  static final int FILES = 2;
  static final Instant BEGIN = Instant.parse("2024-03-01T00:00:00Z");
  private static final int LINES = 350;

  private VisitTraffic() {}

  /**
   * A line of a file.
   *
   * @param time null: it has none that can be used
   * @param status beyond 599: the check refuses it
   * @param host {@code stranger}: no dimension row
   */
  record Visit(String line, String id, @Nullable Instant time, String host, long status) {}

  /** The lines of each file. */
  static List<List<Visit>> files() {
    Random random = new Random(815);
    List<List<Visit>> files = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      List<Visit> visits = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        visits.add(visit(random, file, i, visits));
      }
      files.add(visits);
    }
    return files;
  }

  static void write(Path directory) throws IOException {
    List<List<Visit>> files = files();
    for (int i = 0; i < files.size(); i++) {
      List<String> lines = files.get(i).stream().map(Visit::line).toList();
      Files.write(directory.resolve("p" + i + ".jsonl"), lines);
    }
  }

  private static Visit visit(Random random, int file, int i, List<Visit> before) {
    Instant time = BEGIN.plus(Duration.ofHours(i)).minus(delay(random)).plusMillis(7L * i + file);
    String id = file + "-" + i;
    String host = List.of("a", "b", "c").get(random.nextInt(3));
    long status = random.nextInt(4) == 0 ? 503 : 200;
    return switch (random.nextInt(20)) {
      case 0 -> new Visit("{\"id\": \"" + id, id, null, host, status);
      case 1 -> unusable(id, "never", host, status);
      case 2 -> unusable(id, "2999-01-01T00:00:00Z", host, status);
      case 3 -> of(id, time, host, 999);
      case 4 -> of(id, time, "stranger", status);
      case 5, 6, 7 -> again(random, before, of(id, time, host, status));
      default -> of(id, time, host, status);
    };
  }

  /** Mostly some minutes, now and then a day, rarely more than a week. */
  private static Duration delay(Random random) {
    int chance = random.nextInt(100);
    if (chance < 4) {
      return Duration.ofDays(9).plusMinutes(random.nextInt(4_000));
    }
    return chance < 20
        ? Duration.ofMinutes(random.nextInt(1_800))
        : Duration.ofMinutes(random.nextInt(50));
  }

  /** One of the last few lines once more; {@code other}, if there are none yet. */
  private static Visit again(Random random, List<Visit> before, Visit other) {
    return before.isEmpty()
        ? other
        : before.get(before.size() - 1 - random.nextInt(Math.min(4, before.size())));
  }

  private static Visit of(String id, Instant time, String host, long status) {
    return new Visit(json(id, time.toString(), host, status), id, time, host, status);
  }

  private static Visit unusable(String id, String time, String host, long status) {
    return new Visit(json(id, time, host, status), id, null, host, status);
  }

  private static String json(String id, String time, String host, long status) {
    return "{\"id\":\"%s\",\"ts\":\"%s\",\"host\":\"%s\",\"status\":%d}"
        .formatted(id, time, host, status);
  }
}
