package io.tidemark.spec;

import io.tidemark.aggregate.Having;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.spec.ViewSpec.EmitSpec;
import io.tidemark.spec.ViewSpec.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one view: an event view, or a windowed one. */
final class ViewReader {
  private static final List<String> WINDOWED =
      List.of("allowedLateness", "emit", "groupBy", "measures", "having", "once");
  private static final EmitSpec AT_ONCE = new EmitSpec(Optional.empty(), Optional.empty());

  private final Scope scope;
  private final SinkReader sinks;
  private final Destinations destinations;

  /** {@code scope} are the event's columns and the dimensions'. */
  ViewReader(Scope scope, SinkReader sinks, Destinations destinations) {
    this.scope = scope;
    this.sinks = sinks;
    this.destinations = destinations;
  }

  /** The view that {@code node} describes; empty if it has an error. */
  Optional<ViewSpec> read(SpecNode node) {
    Section section = node.mapping();
    Optional<SpecNode> windowNode = section.find("window");
    Optional<Expression> where =
        section.find("where").flatMap(n -> ExpressionReader.condition(n, scope));
    Optional<ViewSpec> view =
        windowNode.isPresent()
            ? windowed(node, section, windowNode.get(), where)
            : ofEvents(node, section, where);
    section.refuseOthers();
    return view;
  }

  private Optional<ViewSpec> ofEvents(SpecNode node, Section section, Optional<Expression> where) {
    boolean windowIsMeant = section.means("window");
    for (String key : WINDOWED) {
      Optional<SpecNode> value = section.find(key);
      if (!windowIsMeant) {
        value.ifPresent(
            v -> v.keyError("'%s' needs a window, expected 'window' beside it".formatted(key)));
      }
    }
    Optional<SpecNode> select = section.find("select");
    ColumnReader selected =
        select.map(n -> ColumnReader.read(n, scope)).orElse(ColumnReader.none());
    List<Field> fields = select.isPresent() ? selected.fields() : everything();
    Scope doubts = select.isPresent() ? selected.doubts() : scope;
    RowColumns rows = RowColumns.ofEvents(fields, doubts);
    for (String name : rows.twice()) {
      selected
          .node(name)
          .orElse(node)
          .keyError(
              "column '%s' stands twice in the rows, expected 'select' to name it otherwise"
                  .formatted(name));
    }
    return sink(section, rows, false)
        .map(
            sink ->
                new ViewSpec(
                    node.name(),
                    Optional.empty(),
                    Duration.ZERO,
                    AT_ONCE,
                    where,
                    selected.columns(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    sink,
                    node.keyPlace()));
  }

  private List<Field> everything() {
    return scope.schema().fields().stream()
        .map(f -> new Field(f.name().replace('.', '_'), f.type(), f.nullable()))
        .toList();
  }

  private Optional<ViewSpec> windowed(
      SpecNode node, Section section, SpecNode windowNode, Optional<Expression> where) {
    Optional<WindowSpec> window = WindowReader.read(windowNode);
    section
        .find("select")
        .ifPresent(
            n ->
                n.keyError("'select' is of views without a window, expected groupBy and measures"));
    Duration allowedLateness =
        section.find("allowedLateness").flatMap(SpecNode::duration).orElse(Duration.ZERO);
    EmitSpec emit = section.find("emit").map(ViewReader::emit).orElse(AT_ONCE);
    ColumnReader groupBy =
        section.find("groupBy").map(n -> ColumnReader.read(n, scope)).orElse(ColumnReader.none());
    groupBy.refuseUngroupable();
    Measures measures =
        measures(section.need("measures", "what is computed, such as {hits: \"COUNT(*)\"}"));
    Scope doubts = measures.doubts(groupBy.doubts());
    RowColumns rows = RowColumns.ofPanes(groupBy.fields(), measures.fields(), doubts);
    for (String name : rows.twice()) {
      SpecNode second =
          Optional.ofNullable(measures.nodes().get(name)).or(() -> groupBy.node(name)).orElse(node);
      second.keyError(
          "column '%s' stands twice in the rows, expected another name".formatted(name));
    }
    Optional<Expression> having =
        section.find("having").flatMap(n -> having(n, groupBy, measures, rows, doubts));
    Optional<ViewSpec.OnceSpec> once = section.find("once").map(n -> once(n, section));
    Optional<SinkSpec> sink = sink(section, rows, true);
    return sink.map(
        s ->
            new ViewSpec(
                node.name(),
                window,
                allowedLateness,
                emit,
                where,
                List.of(),
                groupBy.columns(),
                measures.specs(),
                having,
                once,
                s,
                node.keyPlace()));
  }

  private static Optional<Expression> having(
      SpecNode node, ColumnReader groupBy, Measures measures, RowColumns rows, Scope doubts) {
    if (!rows.twice().isEmpty()) {
      return node.text().map(sql -> new Expression(sql, node.placeOf(0)));
    }
    Schema schema = Having.schema(Schema.of(groupBy.fields()), measures.fields());
    return ExpressionReader.condition(node, doubts.with(schema.fields()));
  }

  private static EmitSpec emit(SpecNode node) {
    Section section = node.mapping();
    EmitSpec emit =
        new EmitSpec(
            section.find("early").flatMap(SpecNode::duration),
            section.find("late").flatMap(SpecNode::duration));
    section.refuseOthers();
    return emit;
  }

  private static ViewSpec.OnceSpec once(SpecNode node, Section view) {
    if (!view.has("having") && !view.means("having")) {
      node.keyError("'once' is of the rows for which 'having' holds, expected 'having' beside it");
    }
    Section section = node.mapping();
    Duration quietFor =
        section
            .need("quietFor", "how long a key stays quiet")
            .positiveDuration()
            .orElse(Duration.ZERO);
    section.refuseOthers();
    return new ViewSpec.OnceSpec(quietFor, node.place());
  }

  /** The measures of a view, and of those that have no error their columns. */
  private record Measures(
      boolean complete,
      List<ViewSpec.MeasureSpec> specs,
      List<Field> fields,
      Map<String, SpecNode> nodes) {
    Scope doubts(Scope others) {
      Scope doubts = complete ? others : others.withAnything();
      for (String name : nodes.keySet()) {
        if (fields.stream().noneMatch(field -> field.name().equals(name))) {
          doubts = doubts.withDoubtful(name);
        }
      }
      return doubts;
    }
  }

  private Measures measures(SpecNode node) {
    Measures measures =
        new Measures(node.isMapping(), new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    List<SpecNode> values = node.mapping().named("measure");
    if (node.isMapping() && values.isEmpty()) {
      node.error("'measures' is empty, expected one at least");
    }
    for (SpecNode value : values) {
      measures.nodes().put(value.name(), value);
      ExpressionReader.measure(value, scope).ifPresent(measures.fields()::add);
      value
          .text()
          .map(sql -> new Expression(sql, value.placeOf(0)))
          .ifPresent(e -> measures.specs().add(new ViewSpec.MeasureSpec(value.name(), e)));
    }
    return measures;
  }

  private Optional<SinkSpec> sink(Section section, RowColumns rows, boolean keyIsFixed) {
    SpecNode node = section.need("sink", "where its rows go");
    if (node.isText() && node.quote().equals("discard")) {
      node.error("a view's rows cannot be discarded, expected a sink, or no view");
      return Optional.empty();
    }
    Section sink = node.mapping();
    Optional<SinkSpec> spec = sinks.read(sink, rows, keyIsFixed);
    sink.refuseOthers();
    String writer = "view '" + section.self().name() + "'";
    spec.ifPresent(s -> destinations.add(s, writer, node));
    return spec;
  }
}
