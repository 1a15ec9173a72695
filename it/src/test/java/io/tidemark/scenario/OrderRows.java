package io.tidemark.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows that were read from an output, by column, made comparable with {@link OrderOracle}'s. */
final class OrderRows {
  private static final List<String> PANES = List.of("EARLY", "ON_TIME", "LATE", "RETRACTED");

  /** Columns that differ between runs: when and how a row was made, not what it says. */
  static final List<String> OF_THE_RUN =
      List.of(
          "pane",
          "generation",
          "arrived_at",
          "geo_loaded_at",
          "message",
          "stage",
          "key",
          "headers");

  private OrderRows() {}

  /** Of a windowed view's rows the newest of every key and window, unless it was withdrawn. */
  static List<Map<String, @Nullable Object>> newest(List<Map<String, @Nullable Object>> rows) {
    Comparator<Map<String, @Nullable Object>> age =
        Comparator.<Map<String, @Nullable Object>>comparingLong(row -> number(row, "generation"))
            .thenComparingLong(row -> number(row, "revision"))
            .thenComparingInt(row -> PANES.indexOf(row.get("pane")));
    Map<List<@Nullable Object>, Map<String, @Nullable Object>> newest = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      List<@Nullable Object> slot = new ArrayList<>();
      List.of("host", "country", "window_start").forEach(column -> slot.add(row.get(column)));
      newest.merge(slot, row, (a, b) -> age.compare(b, a) >= 0 ? b : a);
    }
    return newest.values().stream().filter(row -> !"RETRACTED".equals(row.get("pane"))).toList();
  }

  private static long number(Map<String, @Nullable Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : Long.MIN_VALUE;
  }

  /** Each row as text, without {@link #OF_THE_RUN}, sorted. */
  static List<String> texts(List<Map<String, @Nullable Object>> rows) {
    List<String> texts = new ArrayList<>();
    for (Map<String, @Nullable Object> row : rows) {
      Map<String, @Nullable Object> said = new LinkedHashMap<>(row);
      said.keySet().removeAll(OF_THE_RUN);
      if (said.containsKey("reason")) {
        said.remove("tidemark"); // what was refused is not judged by it
      }
      texts.add(said.toString());
    }
    return texts.stream().sorted().toList();
  }
}
