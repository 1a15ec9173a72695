package io.tidemark.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.data.Record;

/**
 * The conservation law, counted from the outputs alone.
 *
 * @param arrivals what the broker took
 * @param deadLetters rows of the dead letters
 * @param duplicates those that the generator knows of, where the spec has dedup: no output holds
 *     them
 * @param kept rows of the event view in the lake
 * @param copies rows of it whose event has another row before it
 */
record Balance(
    long arrivals,
    long deadLetters,
    Optional<Long> duplicates,
    long kept,
    long copies,
    List<View> views) {

  /** The second half of the law for one view: what it filtered is told by the event view's rows. */
  record View(String name, long filtered, long accepted, long tooLate) {
    long sum() {
      return filtered + accepted + tooLate;
    }
  }

  static Balance of(Outputs outputs, Harvest harvest, Optional<Long> duplicates) {
    List<Record> events = harvest.events();
    long ids = events.stream().map(row -> row.getField(outputs.id())).distinct().count();
    long filtered = events.stream().filter(outputs.unfiltered().negate()).count();
    List<View> views = new ArrayList<>();
    for (String view : outputs.tables()) {
      views.add(new View(view, filtered, harvest.rows(view).revisions(), harvest.late(view)));
    }
    return new Balance(
        harvest.arrivals(),
        harvest.deadLetters().size(),
        duplicates,
        events.size(),
        events.size() - ids,
        List.copyOf(views));
  }

  boolean addsUp() {
    return arrivals == deadLetters + duplicates.orElse(0L) + kept
        && views.stream().allMatch(view -> view.sum() == kept);
  }
}
