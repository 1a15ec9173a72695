package io.tidemark.spec;

import java.util.Optional;

/** Reads {@code lateEvents}, {@code deadLetters} and {@code ledger}. */
final class OutputReader {
  private final SinkReader sinks;
  private final Destinations destinations;

  OutputReader(SinkReader sinks, Destinations destinations) {
    this.sinks = sinks;
    this.destinations = destinations;
  }

  /** Where late events go; {@code fields} are the event's. */
  Optional<SinkSpec> lateEvents(SpecNode node, Scope fields) {
    if (node.isText()) {
      return discard(node);
    }
    Section section = node.mapping();
    RowColumns rows = RowColumns.ofLateEvents(fields.schema().fields(), fields);
    for (String name : rows.twice()) {
      node.keyError(
          "column '%s' stands twice in the rows, expected a field of another name".formatted(name));
    }
    Optional<SinkSpec> sink = sinks.read(section, rows, false);
    section.refuseOthers();
    sink.ifPresent(s -> destinations.add(s, "'lateEvents'", node));
    return sink;
  }

  Optional<DeadLetterSpec> deadLetters(SpecNode node) {
    if (node.isText()) {
      return discard(node).map(sink -> new DeadLetterSpec(sink, Optional.empty()));
    }
    Section section = node.mapping();
    Optional<SinkSpec> sink = sinks.read(section, RowColumns.ofDeadLetters(), false);
    Optional<Double> failAbove = section.find("failAbove").flatMap(SpecNode::share);
    section.refuseOthers();
    sink.ifPresent(s -> destinations.add(s, "'deadLetters'", node));
    return sink.map(s -> new DeadLetterSpec(s, failAbove));
  }

  private static Optional<SinkSpec> discard(SpecNode node) {
    return node.as("a sink, or discard,", text -> Optional.of(text).filter("discard"::equals))
        .map(discard -> new SinkSpec.Discard(node.place()));
  }

  static Optional<LedgerSpec> ledger(SpecNode node, Connections connections) {
    Section section = node.mapping();
    Optional<ConnectionSpec.Postgres> connection =
        connections.resolve(
            section.need("postgres", "a connection"), ConnectionSpec.Postgres.class);
    String schema = section.find("schema").flatMap(SpecNode::text).orElse("tidemark");
    section.refuseOthers();
    return connection.map(c -> new LedgerSpec(c, schema, node.place()));
  }
}
