package io.tidemark.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads a whole spec, section by section, in the order in which one needs another. */
final class SpecReader {
  private static final String PIPELINE_NAME = "[A-Za-z][A-Za-z0-9_-]*";

  private final Section root;
  private final Connections connections;

  /**
   * @param unsetIsError whether a variable that is not set is an error inside connections too
   */
  SpecReader(SpecNode root, boolean unsetIsError) {
    this.root = root.mapping();
    this.connections =
        this.root
            .find("connections")
            .map(node -> Connections.read(unsetIsError ? node : node.allowingUnset()))
            .orElse(Connections.none());
  }

  /** The connections that have no error. */
  Connections connections() {
    return connections;
  }

  /** What builds the spec; to be asked only where no error was added. */
  Supplier<PipelineSpec> read(String path) {
    String name = name(root.need("pipeline", "the pipeline's name"));
    SourceReader sources = new SourceReader(connections, name);
    Optional<SourceSpec> source = sources.source(root.need("source", "where arrivals are read"));
    Optional<SourceSpec> history = root.find("history").flatMap(sources::history);
    EventReader events = new EventReader();
    EventSpec event = events.read(root.need("event", "what an event is"));
    List<CheckSpec> checks =
        root.find("checks").map(n -> CheckReader.read(n, events.scope())).orElse(List.of());
    DimensionReader joined = new DimensionReader(connections, events.scope());
    List<DimensionSpec> dimensions = root.find("dimensions").map(joined::read).orElse(List.of());
    Scope columns = root.means("dimensions") ? joined.scope().withAnything() : joined.scope();
    SinkReader sinks = new SinkReader(connections);
    Destinations destinations = new Destinations(source);
    List<ViewSpec> views = new ArrayList<>();
    boolean windowed = readViews(new ViewReader(columns, sinks, destinations), views);
    OutputReader outputs = new OutputReader(sinks, destinations);
    Optional<SinkSpec> lateEvents =
        lateEvents(windowed).flatMap(n -> outputs.lateEvents(n, events.scope()));
    Optional<DeadLetterSpec> deadLetters =
        outputs.deadLetters(
            root.need("deadLetters", "where arrivals go that cannot be used, or discard"));
    Optional<LedgerSpec> ledger =
        root.find("ledger").flatMap(n -> OutputReader.ledger(n, connections));
    root.refuseOthers();
    return () -> {
      Set<String> used = UsedDimensions.of(dimensions, views, columns.schema());
      return new PipelineSpec(
          path,
          name,
          connections.specs(),
          source.orElseThrow(),
          history,
          event,
          checks,
          dimensions.stream().filter(d -> used.contains(d.name())).toList(),
          dimensions.stream().filter(d -> !used.contains(d.name())).toList(),
          views,
          lateEvents,
          deadLetters.orElseThrow(),
          ledger);
    };
  }

  private static String name(SpecNode node) {
    Optional<String> name = node.isPresent() ? node.text() : Optional.empty();
    if (name.isPresent() && !name.get().matches(PIPELINE_NAME)) {
      node.error(
          "'%s' cannot name a pipeline, expected letters, digits, - and _".formatted(node.quote()));
    }
    return name.orElse("");
  }

  /** Whether one of the views has a window. */
  private boolean readViews(ViewReader reader, List<ViewSpec> views) {
    SpecNode node = root.need("views", "what is computed");
    List<SpecNode> entries = node.mapping().named("view");
    if (node.isMapping() && entries.isEmpty()) {
      node.error("'views' is empty, expected one at least");
    }
    boolean windowed = false;
    for (SpecNode entry : entries) {
      reader.read(entry).ifPresent(views::add);
      windowed |= entry.isMapping() && entry.mapping().has("window");
    }
    return windowed;
  }

  private Optional<SpecNode> lateEvents(boolean windowed) {
    return windowed
        ? Optional.of(
            root.need("lateEvents", "where events go that are too late for a window, or discard"))
        : root.find("lateEvents");
  }
}
