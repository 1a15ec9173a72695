package io.tidemark.report;

import io.tidemark.graph.Tables;
import io.tidemark.sink.Table;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A pipeline in words: its graph, and every setting with the defaults filled in. */
public final class Description {
  private final PipelineSpec spec;
  private final List<String> lines = new ArrayList<>();

  private Description(PipelineSpec spec) {
    this.spec = spec;
  }

  /** The graph and the settings, one thing a line. Holds no secret. */
  public static List<String> of(PipelineSpec spec) {
    Description description = new Description(spec);
    description.describe();
    return description.lines;
  }

  private void describe() {
    EventSpec event = spec.event();
    add("pipeline   %s", spec.name());
    add("source     %s", source(spec.source()));
    add("history    %s", spec.history().map(Description::source).orElse("the source itself"));
    add("event      %s", fields());
    add(
        "time       %s; outOfOrderness %s, idleTimeout %s, futureTolerance %s",
        event.time(),
        text(event.watermark().outOfOrderness()),
        text(event.watermark().idleTimeout()),
        text(event.watermark().futureTolerance()));
    event
        .derive()
        .forEach(d -> add("derive     %s %s = %s", d.name(), d.type(), d.expression().sql()));
    spec.checks()
        .forEach(
            c ->
                add(
                    "check      %s: %s, else %s",
                    c.name(),
                    c.expect().sql(),
                    c.onFail().name().toLowerCase(Locale.ROOT).replace("_letter", "Letter")));
    add("dedup      %s", event.dedup().map(Description::dedup).orElse("none"));
    spec.dimensions().forEach(d -> lines.addAll(DimensionDescription.of(spec, d)));
    spec.views().forEach(this::view);
    spec.lateEvents().ifPresent(sink -> add("lateEvents -> %s", sink(sink)));
    add(
        "deadLetters -> %s%s",
        sink(spec.deadLetters().sink()),
        spec.deadLetters().failAbove().map(f -> ", failAbove " + percent(f)).orElse(""));
    add("ledger     %s", spec.ledger().map(Description::ledger).orElse("none"));
  }

  private static String dedup(EventSpec.DedupSpec dedup) {
    return "by "
        + String.join(", ", dedup.by())
        + " within "
        + text(dedup.within())
        + " of event time, in each source partition";
  }

  private static String ledger(LedgerSpec ledger) {
    return "postgres, schema " + ledger.schema();
  }

  private void view(ViewSpec view) {
    Table table = Tables.of(spec, view);
    add(
        "view       %s: %s -> %s",
        view.name(),
        view.window().map(Description::window).orElse("one row an event"),
        sink(view.sink()));
    view.where().ifPresent(w -> add("             where %s", w.sql()));
    if (view.window().isPresent()) {
      add("             by %s", view.groupBy().isEmpty() ? "nothing" : table.groupBy());
      view.measures().forEach(m -> add("             %s = %s", m.name(), m.expression().sql()));
      view.having().ifPresent(h -> add("             having %s", h.sql()));
      view.once()
          .ifPresent(
              once ->
                  add(
                      "             once a key, then quiet for %s of event time",
                      text(once.quietFor())));
      panes(view, table);
    }
    add("             row: %s", String.join(", ", table.schema().names()));
  }

  private static String window(ViewSpec.WindowSpec window) {
    if (window instanceof ViewSpec.Fixed fixed) {
      return "fixed " + text(fixed.size()) + ", " + alignment(fixed.offset(), fixed.zone());
    }
    if (window instanceof ViewSpec.Sliding sliding) {
      return "sliding "
          + text(sliding.size())
          + " every "
          + text(sliding.every())
          + ", "
          + alignment(sliding.offset(), sliding.zone());
    }
    ViewSpec.Sessions sessions = (ViewSpec.Sessions) window;
    return "sessions, gap "
        + text(sessions.gap())
        + ", maxLength "
        + text(sessions.maxLength())
        + " (cut at its multiples since 1970-01-01T00:00:00Z)";
  }

  private static String alignment(Duration offset, ZoneId zone) {
    return "offset " + text(offset) + " " + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone);
  }

  /** Which panes come out, and when. */
  private void panes(ViewSpec view, Table table) {
    List<String> panes = new ArrayList<>();
    view.emit().early().ifPresent(early -> panes.add("EARLY " + pace(early)));
    panes.add("ON_TIME");
    if (!view.allowedLateness().isZero()) {
      panes.add("LATE " + view.emit().late().map(Description::pace).orElse("at once"));
    }
    if (table.withdrawable().isPresent()) {
      panes.add("RETRACTED " + (view.gap().isPresent() ? "when a session grows" : "by having"));
    }
    add("             allowedLateness %s", text(view.allowedLateness()));
    add("             panes %s", String.join(", ", panes));
  }

  private static String pace(Duration every) {
    return every.isZero() ? "at once" : "at most every " + text(every);
  }

  private String fields() {
    return spec.event().fields().stream()
        .map(f -> f.name() + " " + f.type() + (f.field().nullable() ? "?" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String source(SourceSpec source) {
    if (source instanceof SourceSpec.Kafka kafka) {
      String topics = kafka.topicPattern().orElse(String.join(", ", kafka.topics()));
      return "kafka "
          + topics
          + " at "
          + kafka.connection().bootstrapServers()
          + ", group "
          + kafka.groupId();
    }
    if (source instanceof SourceSpec.Files files) {
      return "files " + files.glob();
    }
    return source instanceof SourceSpec.Iceberg lake ? "iceberg " + lake.table() : "rabbitmq";
  }

  private static String sink(SinkSpec sink) {
    if (sink instanceof SinkSpec.Postgres postgres) {
      return "postgres "
          + postgres.schema().map(s -> s + ".").orElse("")
          + postgres.table()
          + " (exactly once in effect: guarded upsert)";
    }
    if (sink instanceof SinkSpec.Kafka kafka) {
      return "kafka " + kafka.topic() + " (at-least-once)";
    }
    if (sink instanceof SinkSpec.Iceberg lake) {
      return "iceberg " + lake.table() + " (at-least-once while streaming; batch replaces)";
    }
    if (sink instanceof SinkSpec.Files files) {
      return "files " + files.directory() + " (at-least-once while streaming; batch replaces)";
    }
    return "discard (thrown away)";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", share * 100);
  }

  static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long millis = duration.toMillis();
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }
}
