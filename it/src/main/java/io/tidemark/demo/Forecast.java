package io.tidemark.demo;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an example's outputs must hold once its messages have been taken in, by the {@link Oracle}.
 *
 * @param deadLetters by reason
 * @param duplicates copies that the spec's dedup finds
 * @param kept the other messages that are no dead letters: the rows of the event view
 * @param written rows and their revisions, by windowed view
 * @param tooLate late events, by windowed view
 */
public record Forecast(
    long arrivals,
    Map<String, Long> deadLetters,
    long duplicates,
    long kept,
    Map<String, Rows> written,
    Map<String, Long> tooLate) {

  /**
   * How many rows there are, and the sum of their revisions: of the events that they count. (0
   * where only the first row of a key is written: which pane that is depends on timing.)
   */
  public record Rows(long rows, long revisions) {}

  /** The forecast for {@code messages} of the example's traffic. */
  public static <E extends Dated> Forecast of(
      Example<E> example, Instant end, List<Message<E>> messages) {
    Map<String, Long> deadLetters = new TreeMap<>();
    messages.forEach(m -> m.refused().ifPresent(why -> deadLetters.merge(why, 1L, Long::sum)));
    List<Oracle.Kept<E>> kept = Oracle.kept(messages, Example.OUT_OF_ORDERNESS, example.dedup());
    Map<String, Rows> written = new HashMap<>();
    Map<String, Long> tooLate = new HashMap<>();
    for (Oracle.View<E, ?> view : example.views(end)) {
      judge(kept, view, written, tooLate);
    }
    long refused = deadLetters.values().stream().mapToLong(Long::longValue).sum();
    return new Forecast(
        messages.size(),
        deadLetters,
        messages.size() - refused - kept.size(),
        kept.size(),
        written,
        tooLate);
  }

  private static <E extends Dated, K> void judge(
      List<Oracle.Kept<E>> kept,
      Oracle.View<E, K> view,
      Map<String, Rows> written,
      Map<String, Long> tooLate) {
    Oracle.Outcome<E, K> outcome = Oracle.judge(kept, view);
    Map<Oracle.Slot<K>, List<E>> rows = outcome.written(view);
    long revisions =
        view.quietFor().isPresent() ? 0 : rows.values().stream().mapToLong(List::size).sum();
    written.put(view.name(), new Rows(rows.size(), revisions));
    tooLate.put(view.name(), (long) outcome.tooLate().size());
  }

  /** What the windowed views' sinks do not hold yet, or hold beyond it; empty: nothing. */
  public Optional<String> missingRows(Harvest harvest) {
    for (Map.Entry<String, Rows> view : written.entrySet()) {
      Optional<String> missing =
          differs(view.getKey(), view.getValue(), harvest.rows(view.getKey()));
      if (missing.isPresent()) {
        return missing;
      }
    }
    return Optional.empty();
  }

  /** What any output does not hold yet, or holds beyond it; empty: nothing. */
  public Optional<String> missing(Harvest harvest) {
    return missingRows(harvest)
        .or(() -> differs("the dead letters by reason", deadLetters, harvest.deadLettersByReason()))
        .or(() -> differs("the rows of the event view", kept, (long) harvest.events().size()))
        .or(
            () -> {
              Map<String, Long> found = new HashMap<>();
              tooLate.keySet().forEach(view -> found.put(view, harvest.late(view)));
              return differs("the late events by view", tooLate, found);
            });
  }

  private static Optional<String> differs(String what, Object expected, Object found) {
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of(what + ": " + found + ", where " + expected + " is expected");
  }
}
