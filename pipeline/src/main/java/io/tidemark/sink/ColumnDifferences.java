package io.tidemark.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tells the columns of an existing table from those that a sink writes, for people. */
final class ColumnDifferences {
  private ColumnDifferences() {}

  /**
   * One phrase a column that differs, in {@code expected}'s order, then the extra ones.
   *
   * @param expected types as the system names them, by column
   * @param found the same, of the table that exists
   */
  static List<String> between(Map<String, String> expected, Map<String, String> found) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (column, type) -> {
          String other = found.get(column);
          if (other == null) {
            differences.add("column " + column + " is missing (expected " + type + ")");
          } else if (!other.equals(type)) {
            differences.add("column " + column + " is " + other + " (expected " + type + ")");
          }
        });
    found.forEach(
        (column, type) -> {
          if (!expected.containsKey(column)) {
            differences.add("column " + column + " is extra (" + type + ", expected none)");
          }
        });
    return differences;
  }
}
