package io.tidemark.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What every output of the drills' pipeline must hold in the end, from the contract's rules. */
final class HitOracle {
  private static final Oracle.View<Hit, String> WINDOWS =
      new Oracle.View<>(
          "windows",
          HitTraffic.WINDOW,
          HitTraffic.ALLOWED_LATENESS,
          hit -> true,
          Hit::host,
          hits -> true);

  private final String topic;
  private final List<String> windowedViews;
  private final Map<Output.Shape, List<Row>> rows = new EnumMap<>(Output.Shape.class);

  /**
   * Works it out.
   *
   * @param messages all of the topic, each partition's in their order
   * @param windowedViews the names of the pipeline's, all alike
   */
  HitOracle(String topic, List<Message<Hit>> messages, List<String> windowedViews) {
    this.topic = topic;
    this.windowedViews = windowedViews;
    List<Oracle.Kept<Hit>> kept = Oracle.kept(messages, HitTraffic.OUT_OF_ORDERNESS);
    Oracle.Outcome<Hit, String> outcome = Oracle.judge(kept, WINDOWS);
    rows.put(Output.Shape.EVENTS, rows(Output.Shape.EVENTS, events(kept)));
    rows.put(Output.Shape.WINDOWS, rows(Output.Shape.WINDOWS, windows(outcome)));
    rows.put(Output.Shape.LATE, rows(Output.Shape.LATE, late(outcome)));
    rows.put(Output.Shape.DEAD, rows(Output.Shape.DEAD, dead(messages)));
    rows.put(Output.Shape.LEDGER, rows(Output.Shape.LEDGER, ledger(messages, kept, outcome)));
  }

  /** The rows of outputs of that shape; of a windowed view the final one of every window. */
  List<Row> rows(Output.Shape shape) {
    return rows.getOrDefault(shape, List.of());
  }

  private static List<Row> rows(Output.Shape shape, List<Map<String, @Nullable Object>> of) {
    return of.stream().map(row -> Row.of(shape, row)).toList();
  }

  private List<Map<String, @Nullable Object>> events(List<Oracle.Kept<Hit>> kept) {
    return kept.stream().map(this::event).toList();
  }

  private Map<String, @Nullable Object> event(Oracle.Kept<Hit> one) {
    Hit hit = one.event();
    Map<String, @Nullable Object> row = position(one.partition(), one.offset());
    row.put("id", hit.id());
    row.put("ts", hit.time());
    row.put("host", hit.host());
    row.put("status", hit.status());
    row.put("bytes", hit.bytes());
    boolean first = one.tidemark() == Oracle.BEFORE_ALL;
    row.put("tidemark", first ? null : Instant.ofEpochMilli(one.tidemark()));
    return row;
  }

  private Map<String, @Nullable Object> position(int partition, long offset) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("source_partition", topic + "-" + partition);
    row.put("source_offset", offset);
    return row;
  }

  private static List<Map<String, @Nullable Object>> windows(Oracle.Outcome<Hit, String> outcome) {
    List<Map<String, @Nullable Object>> windows = new ArrayList<>();
    outcome
        .accepted()
        .forEach(
            (slot, hits) -> {
              Map<String, @Nullable Object> row = new HashMap<>();
              row.put("host", slot.key());
              row.put("window_start", slot.start());
              row.put("window_end", slot.end());
              row.put("n", hits.size());
              row.put("errors", hits.stream().filter(hit -> hit.status() >= 500).count());
              row.put("bytes", hits.stream().mapToLong(Hit::bytes).sum());
              row.put("revision", hits.size());
              windows.add(row);
            });
    return windows;
  }

  private List<Map<String, @Nullable Object>> late(Oracle.Outcome<Hit, String> outcome) {
    List<Map<String, @Nullable Object>> late = new ArrayList<>();
    for (String view : windowedViews) {
      for (Oracle.Missed<Hit, String> missed : outcome.tooLate()) {
        Map<String, @Nullable Object> row = event(missed.event());
        row.put("view", view);
        row.put("window_start", missed.slot().start());
        row.put("window_end", missed.slot().end());
        late.add(row);
      }
    }
    return late;
  }

  private List<Map<String, @Nullable Object>> dead(List<Message<Hit>> messages) {
    Map<Integer, Long> offsets = new HashMap<>();
    List<Map<String, @Nullable Object>> dead = new ArrayList<>();
    for (Message<Hit> message : messages) {
      long offset = offsets.merge(message.partition(), 1L, Long::sum) - 1;
      if (message.refused().isPresent()) {
        Map<String, @Nullable Object> row = position(message.partition(), offset);
        row.put("reason", message.refused().get());
        row.put("payload", new String(message.value(), UTF_8));
        dead.add(row);
      }
    }
    return dead;
  }

  private List<Map<String, @Nullable Object>> ledger(
      List<Message<Hit>> messages,
      List<Oracle.Kept<Hit>> kept,
      Oracle.Outcome<Hit, String> outcome) {
    List<Map<String, @Nullable Object>> ledger = new ArrayList<>();
    long refused = (long) messages.size() - kept.size();
    ledger.add(terms("", messages.size(), refused, kept.size(), 0, 0));
    for (String view : windowedViews) {
      long accepted = outcome.acceptedEvents();
      ledger.add(terms(view, 0, 0, kept.size(), accepted, outcome.tooLate().size()));
    }
    return ledger;
  }

  private static Map<String, @Nullable Object> terms(
      String view, long arrivals, long deadLetters, long kept, long accepted, long tooLate) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("view", view);
    row.put("arrivals", arrivals);
    row.put("dead_letters", deadLetters);
    row.put("kept", kept);
    row.put("accepted", accepted);
    row.put("too_late", tooLate);
    return row;
  }
}
