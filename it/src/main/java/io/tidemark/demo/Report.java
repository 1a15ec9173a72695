package io.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.StructType;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Shows a person what came of a demo, as tables of text. */
final class Report {
  private static final int SAMPLE = 4;
  private static final int ALERTS = 8;

  private final Outputs outputs;
  private final Systems systems;
  private final Harvest harvest;
  private final PrintStream out;

  Report(Outputs outputs, Systems systems, Harvest harvest, PrintStream out) {
    this.outputs = outputs;
    this.systems = systems;
    this.harvest = harvest;
    this.out = out;
  }

  /** Everything but the sum; {@code before} is {@link Harvest#mainRows} before the stragglers. */
  void print(Map<List<@Nullable Object>, Map<String, @Nullable Object>> before) {
    top();
    refinement(before);
    alerts();
    lake();
    deadLetters();
    lateEvents();
  }

  private void top() {
    title("Postgres, " + outputs.mainTable() + ": the top rows");
    List<Map<String, @Nullable Object>> rows = systems.database().query(outputs.top());
    TextTable table = TextTable.of(List.copyOf(rows.get(0).keySet()));
    rows.forEach(row -> table.row(new ArrayList<>(row.values())));
    table.print(out);
  }

  private void refinement(Map<List<@Nullable Object>, Map<String, @Nullable Object>> before) {
    title("How late events refined one window, after it was closed and written");
    List<String> columns = new ArrayList<>(List.of("row"));
    columns.addAll(outputs.slot());
    columns.addAll(List.of("window_start", outputs.refined(), "pane", "revision"));
    TextTable table = TextTable.of(columns);
    harvest
        .mainRows()
        .forEach(
            (slot, row) -> {
              Map<String, @Nullable Object> old = before.get(slot);
              if (old != null && !Objects.equals(old.get("revision"), row.get("revision"))) {
                table.row(cells("before", columns, old)).row(cells("after", columns, row));
              }
            });
    table.print(out);
  }

  private static List<@Nullable Object> cells(
      String label, List<String> columns, Map<String, @Nullable Object> row) {
    List<@Nullable Object> cells = new ArrayList<>(List.of(label));
    for (String column : columns.subList(1, columns.size())) {
      Object cell = row.get(column);
      cells.add(cell instanceof Timestamp time ? time.toInstant() : cell);
    }
    return cells;
  }

  private void alerts() {
    List<JsonNode> alerts = List.copyOf(harvest.alerts());
    title(
        "Kafka, topic %s: %s, the newest row of each key"
            .formatted(outputs.alertTopic(), many(alerts.size(), "alert")));
    TextTable table = TextTable.of(outputs.alertShown());
    alerts.stream()
        .limit(ALERTS)
        .forEach(
            alert ->
                table.row(
                    outputs.alertShown().stream().map(alert::path).map(Report::plain).toList()));
    table.print(out);
  }

  private static @Nullable Object plain(JsonNode cell) {
    return cell.isIntegralNumber() ? (Object) cell.asLong() : cell.asText();
  }

  private void lake() {
    List<Record> events = harvest.events();
    title(
        "Iceberg, table %s: %s, read with Iceberg's own API"
            .formatted(outputs.events(), many(events.size(), "row")));
    sample(events, outputs.shown());
  }

  private void deadLetters() {
    List<JsonNode> letters = harvest.deadLetters();
    title(
        "Kafka, topic %s: %s"
            .formatted(outputs.deadLetterTopic(), many(letters.size(), "dead letter")));
    Map<String, List<JsonNode>> byReason =
        letters.stream()
            .collect(
                Collectors.groupingBy(
                    letter -> letter.path("reason").asText(), TreeMap::new, Collectors.toList()));
    TextTable table = TextTable.of("reason", "count", "stage", "such as");
    byReason.forEach(
        (reason, all) ->
            table.row(
                reason,
                (long) all.size(),
                all.get(0).path("stage").asText(),
                all.get(0).path("message").asText()));
    table.print(out);
  }

  private void lateEvents() {
    List<Record> late = harvest.late();
    title(
        "Iceberg, table %s: %s, too late for a window of a view"
            .formatted(outputs.late(), many(late.size(), "late event")));
    List<String> columns = new ArrayList<>(List.of("view", "window_end"));
    if (!late.isEmpty()) {
      StructType fields = late.get(0).struct();
      outputs.shown().stream().filter(c -> fields.field(c) != null).forEach(columns::add);
    }
    sample(late, columns);
  }

  private void sample(List<Record> rows, List<String> columns) {
    TextTable table = TextTable.of(columns);
    rows.stream()
        .sorted(
            Comparator.comparing((Record row) -> row.getField("source_partition").toString())
                .thenComparing(row -> (Long) row.getField("source_offset")))
        .skip(rows.size() / 2)
        .limit(SAMPLE)
        .forEach(row -> table.row(columns.stream().map(row::getField).toList()));
    table.print(out);
  }

  /** The sum of what came in and what became of it. */
  void print(Balance balance) {
    title("What came in, and what became of it (counted from the outputs)");
    TextTable.of("arrivals", "= dead letters", "+ duplicates", "+ kept")
        .row(
            balance.arrivals(),
            balance.deadLetters(),
            balance.duplicates().orElse(0L),
            balance.kept())
        .print(out);
    out.printf(
        balance.duplicates().isPresent()
            ? "  (%,d copies came so late that dedup knew of no event before them: they are kept)%n"
            : "  (the spec has no dedup: %,d copies of events are among the kept)%n",
        balance.copies());
    out.println();
    TextTable table = TextTable.of("view", "kept", "= filtered", "+ accepted", "+ too late");
    for (Balance.View view : balance.views()) {
      table.row(view.name(), balance.kept(), view.filtered(), view.accepted(), view.tooLate());
    }
    table.print(out);
    out.printf(
        "  (%s writes only the windows for which having holds: it has no sum)%n",
        outputs.alertView());
    out.println();
    out.println(balance.addsUp() ? "  It adds up." : "  IT DOES NOT ADD UP.");
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private static String many(long count, String what) {
    return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }
}
