package io.tidemark.drill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an output holds, beside what it must.
 *
 * @param expected how many rows there must be; of a windowed view, how many windows
 * @param found how many of them are there, the same one counted once
 * @param lost how many are missing, or are not what they must be
 * @param doubled how many rows are there again, or should not be there at all
 * @param examples a few of what is doubled or lost, for a person
 */
record Tally(
    Output output, long expected, long found, long lost, long doubled, List<String> examples) {
  private static final int EXAMPLES = 5;

  /** Compares. A pane may be superseded; the same pane may not be there twice. */
  static Tally of(Output output, List<Row> expected, List<Row> found) {
    Map<String, Row> newest = new HashMap<>();
    Set<List<Object>> different = new HashSet<>();
    List<String> examples = new ArrayList<>();
    for (Row row : found) {
      if (!different.add(List.of(row.identity(), row.age())) && !output.mayDouble()) {
        examples.add(row + " is there again");
      }
      newest.merge(row.identity(), row, Tally::newer);
    }
    long lost = 0;
    for (Row row : expected) {
      Row there = newest.remove(row.identity());
      if (there == null || !there.values().equals(row.values())) {
        lost++;
        String instead = there == null ? "nothing" : there.values() + " " + there.age();
        examples.add(row.identity() + ": " + row.values() + " expected, found " + instead);
      }
    }
    newest.values().forEach(row -> examples.add(row + " is there and should not be"));
    long doubled = (long) found.size() - different.size() + newest.size();
    return new Tally(
        output,
        expected.size(),
        different.stream().map(row -> row.get(0)).distinct().count(),
        lost,
        doubled,
        List.copyOf(examples.subList(0, Math.min(EXAMPLES, examples.size()))));
  }

  /** Two of one age that differ are neither of them right. */
  private static Row newer(Row a, Row b) {
    int later = b.age().compareTo(a.age());
    if (later == 0 && !a.values().equals(b.values())) {
      return new Row(a.identity(), a.values() + " or " + b.values(), a.age());
    }
    return later >= 0 ? b : a;
  }

  /** Whether the output keeps its promise. */
  boolean holds() {
    return lost == 0 && (doubled == 0 || output.mayDouble());
  }
}
