package io.tidemark.report;

import io.tidemark.graph.Tables;
import io.tidemark.sink.Table;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A pipeline in words: its graph, every setting with the defaults filled in, and warnings. */
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

  /** What is allowed, but may not be what the user wants. */
  public static List<String> warnings(PipelineSpec spec) {
    List<String> warnings = new ArrayList<>();
    for (DimensionSpec dimension : spec.dimensions()) {
      if (dimension.validFrom().isEmpty()) {
        warnings.add(
            "dimensions."
                + dimension.name()
                + " has no validFrom: it has one version, and replays may differ when rows change");
      }
    }
    if (spec.history().isEmpty() && spec.source() instanceof SourceSpec.Kafka) {
      warnings.add("no history: batch modes replay the topic, without its tide table: inexact");
    }
    for (ViewSpec view : spec.views()) {
      if (view.window().isEmpty()
          && view.sink() instanceof SinkSpec.Iceberg
          && Tables.of(spec, view).timeColumn().isEmpty()) {
        warnings.add(
            "views."
                + view.name()
                + " leaves out "
                + spec.event().time()
                + ": a batch run replaces its rows by position, not by slice");
      }
    }
    return warnings;
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
    spec.dimensions().forEach(this::dimension);
    spec.views().forEach(this::view);
    spec.lateEvents().ifPresent(sink -> add("lateEvents -> %s", sink(sink)));
    add(
        "deadLetters -> %s%s",
        sink(spec.deadLetters().sink()),
        spec.deadLetters().failAbove().map(f -> ", failAbove " + percent(f)).orElse(""));
  }

  private void dimension(DimensionSpec dimension) {
    add(
        "join       %s on %s as of %s, %s; onMiss %s",
        dimension.name(),
        dimension.key().stream()
            .map(k -> k.eventColumn() + " = " + k.dimensionColumn())
            .collect(Collectors.joining(", ")),
        spec.event().time(),
        dimension.validFrom().map(v -> "valid from " + v).orElse("one version"),
        dimension.onMiss() == DimensionSpec.OnMiss.NULLS ? "nulls" : "deadLetter");
  }

  private void view(ViewSpec view) {
    Table table = Tables.of(spec, view);
    add(
        "view       %s: %s -> %s",
        view.name(),
        view.window().map(w -> window(view, w)).orElse("one row an event"),
        sink(view.sink()));
    view.where().ifPresent(w -> add("             where %s", w.sql()));
    if (view.window().isPresent()) {
      add("             by %s", view.groupBy().isEmpty() ? "nothing" : table.groupBy());
      view.measures().forEach(m -> add("             %s = %s", m.name(), m.expression().sql()));
      view.having().ifPresent(h -> add("             having %s", h.sql()));
    }
    add("             row: %s", String.join(", ", table.schema().names()));
  }

  private static String window(ViewSpec view, ViewSpec.WindowSpec window) {
    String late =
        view.emit().late().map(l -> "LATE at most every " + text(l)).orElse("LATE at once");
    String shape =
        window instanceof ViewSpec.Fixed fixed
            ? "fixed "
                + text(fixed.size())
                + ", offset "
                + text(fixed.offset())
                + " "
                + fixed.zone()
            : window.toString();
    return shape
        + ", allowedLateness "
        + text(view.allowedLateness())
        + ", panes ON_TIME"
        + (view.allowedLateness().isZero() ? "" : " and " + late);
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

  private static String text(Duration duration) {
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
