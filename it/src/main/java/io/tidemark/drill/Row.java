package io.tidemark.drill;

import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A row of an output as text.
 *
 * @param identity of which there must be one
 * @param values what the oracle knows beside it
 * @param age of a pane, its generation, revision and kind
 */
record Row(String identity, String values, Age age) {

  /** How new a pane is; all other rows are of one age. */
  record Age(long generation, long revision, int kind) implements Comparable<Age> {
    private static final List<String> KINDS = List.of("EARLY", "ON_TIME", "LATE", "RETRACTED");
    private static final Comparator<Age> ORDER =
        Comparator.comparingLong(Age::generation)
            .thenComparingLong(Age::revision)
            .thenComparingInt(Age::kind);

    private static Age of(Map<String, ? extends @Nullable Object> row) {
      return new Age(
          row.get("generation") instanceof Number generation ? generation.longValue() : 0,
          row.get("revision") instanceof Number revision ? revision.longValue() : 0,
          KINDS.indexOf(String.valueOf(row.get("pane"))));
    }

    @Override
    public int compareTo(Age other) {
      return ORDER.compare(this, other);
    }
  }

  static Row of(Output.Shape shape, Map<String, ? extends @Nullable Object> row) {
    return new Row(text(shape.identity(), row), text(shape.columns(), row), Age.of(row));
  }

  private static String text(List<String> columns, Map<String, ? extends @Nullable Object> row) {
    return columns.stream()
        .map(column -> column + "=" + text(row.get(column)))
        .collect(Collectors.joining(" "));
  }

  /** Times look the same wherever they come from. */
  private static String text(@Nullable Object cell) {
    if (cell instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    return cell instanceof OffsetDateTime time ? time.toInstant().toString() : String.valueOf(cell);
  }
}
