package io.tidemark.graph;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.sink.Table;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shapes of every output's rows, as spec-format's rules list them. */
public final class Tables {
  /** What every row of an event view ends with. */
  static final List<Field> PROVENANCE =
      List.of(
          Field.nullable("tidemark", Type.TIMESTAMP),
          Field.required("source_partition", Type.STRING),
          Field.required("source_offset", Type.LONG),
          Field.required("arrived_at", Type.TIMESTAMP));

  private static final List<Field> WINDOW =
      List.of(
          Field.required("window_start", Type.TIMESTAMP),
          Field.required("window_end", Type.TIMESTAMP));

  private Tables() {}

  /** The table of a view. */
  public static Table of(PipelineSpec spec, ViewSpec view) {
    return view.window().isPresent() ? panes(spec, view) : events(spec, view);
  }

  private static Table panes(PipelineSpec spec, ViewSpec view) {
    List<Field> fields = new ArrayList<>(keySchema(spec, view).fields());
    fields.addAll(WINDOW);
    Expressions.measures(spec, view).forEach(measure -> fields.add(nullable(measure.field())));
    fields.add(Field.required("pane", Type.STRING));
    fields.add(Field.required("generation", Type.LONG));
    fields.add(Field.required("revision", Type.LONG));
    List<String> groupBy = view.groupBy().stream().map(ViewSpec.Column::name).toList();
    List<String> identity = new ArrayList<>(groupBy);
    identity.add("window_start");
    Optional<Duration> gap = view.gap();
    if (gap.isPresent()) {
      identity.add("window_end"); // A session that grows is another row.
    }
    return new Table(
        view.name(),
        Table.Kind.PANES,
        Schema.of(fields),
        identity,
        groupBy,
        Optional.of("window_end"),
        gap.isPresent() || view.having().isPresent()
            ? Optional.of(view.allowedLateness().plus(gap.orElse(Duration.ZERO)))
            : Optional.empty(),
        view.window()
            .filter(ViewSpec.Sessions.class::isInstance)
            .map(window -> ((ViewSpec.Sessions) window).maxLength()));
  }

  private static Table events(PipelineSpec spec, ViewSpec view) {
    Schema enriched = spec.enrichedSchema();
    List<Field> fields = new ArrayList<>();
    Optional<String> time = Optional.empty();
    for (ViewSpec.Column column : columns(spec, view)) {
      fields.add(renamed(enriched.field(enriched.indexOf(column.source())), column.name()));
      if (column.source().equals(spec.event().time())) {
        time = Optional.of(column.name());
      }
    }
    fields.addAll(PROVENANCE);
    return new Table(
        view.name(),
        Table.Kind.EVENTS,
        Schema.of(fields),
        List.of("source_partition", "source_offset"),
        List.of(),
        time);
  }

  /** The table of {@code lateEvents}. */
  public static Table lateEvents(PipelineSpec spec) {
    List<Field> fields = new ArrayList<>(spec.eventSchema().fields());
    fields.add(Field.required("view", Type.STRING));
    fields.addAll(WINDOW);
    fields.addAll(PROVENANCE.subList(0, 3));
    return new Table(
        "lateEvents",
        Table.Kind.LATE_EVENTS,
        Schema.of(fields),
        List.of("source_partition", "source_offset", "view", "window_start"),
        List.of(),
        Optional.of("window_end"));
  }

  /** The table of {@code deadLetters}. */
  public static Table deadLetters() {
    return new Table(
        "deadLetters",
        Table.Kind.DEAD_LETTERS,
        Schema.of(
            Field.required("reason", Type.STRING),
            Field.required("message", Type.STRING),
            Field.required("stage", Type.STRING),
            Field.required("source_partition", Type.STRING),
            Field.required("source_offset", Type.LONG),
            Field.required("arrived_at", Type.TIMESTAMP),
            Field.nullable("tidemark", Type.TIMESTAMP),
            Field.nullable("key", Type.STRING),
            Field.nullable("headers", Type.STRING),
            Field.required("payload", Type.STRING),
            Field.nullable("payload_encoding", Type.STRING)),
        List.of("source_partition", "source_offset", "stage"),
        List.of(),
        Optional.empty());
  }

  /** The columns of an event view's rows before {@link #PROVENANCE}. */
  static List<ViewSpec.Column> columns(PipelineSpec spec, ViewSpec view) {
    return view.select().isEmpty()
        ? spec.enrichedSchema().names().stream()
            .map(name -> new ViewSpec.Column(name.replace('.', '_'), name))
            .toList()
        : view.select();
  }

  /** The groupBy columns under the names that the rows have. */
  static Schema keySchema(PipelineSpec spec, ViewSpec view) {
    Schema enriched = spec.enrichedSchema();
    return Schema.of(
        view.groupBy().stream()
            .map(c -> renamed(enriched.field(enriched.indexOf(c.source())), c.name()))
            .toList());
  }

  private static Field renamed(Field field, String name) {
    return new Field(name, field.type(), field.nullable());
  }

  private static Field nullable(Field field) {
    return Field.nullable(field.name(), field.type());
  }
}
