package io.tidemark.demo;

import java.util.List;
import java.util.function.Predicate;
import org.apache.iceberg.data.Record;

/**
 * Where an example's outputs are, and what a person wants to see of them.
 *
 * @param topic the source
 * @param tables the windowed views that write to Postgres, each to the table of its name, the main
 *     one first
 * @param unfiltered whether those views' {@code where} lets a row of {@code events} through
 * @param top a query for the main view's top rows
 * @param slot the columns that, with window_start, name a row of the main view
 * @param refined the measure that a straggler moves, to be shown before and after
 * @param alertView the view whose sink is {@code alertTopic}
 * @param alertsOnce whether it writes only the first row of a key, and then is quiet
 * @param events the lake's table of the event view, {@code late} that of the late events
 * @param id the field of an event that is the same in its copies
 * @param shown columns of an event worth a look
 */
public record Outputs(
    String topic,
    List<String> tables,
    Predicate<Record> unfiltered,
    String top,
    List<String> slot,
    String refined,
    String alertView,
    String alertTopic,
    boolean alertsOnce,
    List<String> alertShown,
    String deadLetterTopic,
    String events,
    String late,
    String id,
    List<String> shown) {

  public String mainTable() {
    return tables.get(0);
  }
}
