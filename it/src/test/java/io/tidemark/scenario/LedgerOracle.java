package io.tidemark.scenario;

import io.tidemark.scenario.VisitTraffic.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The ledger of {@link LedgerPipeline} over {@link VisitTraffic}, counted line by line: {@code view
 * minute epoch} and the counts that are not zero.
 */
final class LedgerOracle {
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);
  private static final Duration DEDUP_WITHIN = Duration.ofHours(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Predicate<Instant> timeInSlice;
  private final Predicate<Instant> endInSlice;
  private final boolean includeLate;
  private final Map<String, Map<String, Long>> cells = new TreeMap<>();

  private LedgerOracle(
      Predicate<Instant> timeInSlice, Predicate<Instant> endInSlice, boolean includeLate) {
    this.timeInSlice = timeInSlice;
    this.endInSlice = endInSlice;
    this.includeLate = includeLate;
    VisitTraffic.files().forEach(this::read);
  }

  /** Of a continuous run. */
  static LedgerOracle ofStream() {
    return new LedgerOracle(time -> true, end -> true, false);
  }

  static LedgerOracle ofSlice(Instant from, Instant to, boolean includeLate) {
    return new LedgerOracle(
        time -> !time.isBefore(from) && time.isBefore(to),
        end -> end.isAfter(from) && !end.isAfter(to),
        includeLate);
  }

  /** One line a cell. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    cells.forEach((cell, counts) -> rows.add(cell + " " + counts));
    return rows;
  }

  /** What a view counted of a term, in all. */
  long sum(String view, String term) {
    return cells.entrySet().stream()
        .filter(cell -> cell.getKey().startsWith(view + " "))
        .mapToLong(cell -> cell.getValue().getOrDefault(term, 0L))
        .sum();
  }

  private void read(List<Visit> lines) {
    Instant watermark = null;
    List<Visit> kept = new ArrayList<>();
    for (Visit visit : lines) {
      Instant tidemark = watermark;
      Instant time = visit.time();
      if (time == null) {
        count("pipeline", null, null, "arrivals", 1);
        count("pipeline", null, null, "dead_letters", 1);
        continue;
      }
      Instant reached = time.minus(OUT_OF_ORDERNESS);
      watermark = tidemark == null || reached.isAfter(tidemark) ? reached : tidemark;
      arrive("arrivals", time, tidemark);
      if (visit.status() > 599) {
        arrive("dead_letters", time, tidemark);
      } else if (repeats(visit, time, tidemark, kept)) {
        arrive("duplicates", time, tidemark);
      } else {
        kept.add(visit);
        if (visit.host().equals("stranger")) {
          arrive("dead_letters", time, tidemark);
        } else {
          arrive("kept", time, tidemark);
          view(visit, time, tidemark);
        }
      }
    }
  }

  private static boolean repeats(
      Visit visit, Instant time, @Nullable Instant tidemark, List<Visit> kept) {
    for (Visit earlier : kept) {
      Instant other = earlier.time();
      if (other != null
          && earlier.id().equals(visit.id())
          && Duration.between(other, time).abs().compareTo(DEDUP_WITHIN) <= 0
          && (tidemark == null || tidemark.isBefore(other.plus(DEDUP_WITHIN)))) {
        return true;
      }
    }
    return false;
  }

  private void view(Visit visit, Instant time, @Nullable Instant tidemark) {
    if (timeInSlice.test(time)) {
      count("all", time, tidemark, "kept", 1);
      count("all", time, tidemark, "accepted", 1);
      count("errors", time, tidemark, "kept", 1);
      count("errors", time, tidemark, visit.status() >= 500 ? "accepted" : "filtered", 1);
    }
    Instant hour = time.truncatedTo(ChronoUnit.HOURS);
    window("hourly", visit.status() < 500, hour.plus(HOUR), HOUR.multipliedBy(2), time, tidemark);
    for (int i = 1; i <= 3; i++) {
      window("sliding", true, hour.plus(HOUR.multipliedBy(i)), HOUR, time, tidemark);
    }
  }

  private void window(
      String view,
      boolean chosen,
      Instant end,
      Duration lateness,
      Instant time,
      @Nullable Instant tidemark) {
    if (!endInSlice.test(end)) {
      return;
    }
    boolean tooLate = !includeLate && tidemark != null && !tidemark.isBefore(end.plus(lateness));
    count(view, time, tidemark, "kept", 1);
    count(view, time, tidemark, !chosen ? "filtered" : tooLate ? "too_late" : "accepted", 1);
  }

  private void arrive(String term, Instant time, @Nullable Instant tidemark) {
    if (timeInSlice.test(time)) {
      count("pipeline", time, tidemark, term, 1);
    }
  }

  private void count(
      String view, @Nullable Instant time, @Nullable Instant tidemark, String term, long count) {
    String cell =
        view + " " + (time == null ? "none 0" : minute(time) + " " + epoch(time, tidemark));
    cells.computeIfAbsent(cell, any -> new TreeMap<>()).merge(term, count, Long::sum);
  }

  private static Instant minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES);
  }

  /** Whole weeks from the end of the event's day to its tidemark. */
  private static long epoch(Instant time, @Nullable Instant tidemark) {
    Instant dayEnd =
        time.atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return tidemark == null || tidemark.isBefore(dayEnd)
        ? 0
        : Duration.between(dayEnd, tidemark).toDays() / 7;
  }
}
