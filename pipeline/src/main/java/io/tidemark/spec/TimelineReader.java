package io.tidemark.spec;

import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the steps of a case. The watermark never goes back: a step that would is an error. */
final class TimelineReader {
  /** Of what arrives without a partition of its own. */
  static final String PARTITION = "case";

  private final ArrivalReader arrivals;
  private Optional<Instant> watermark = Optional.empty();

  TimelineReader(PipelineSpec spec) {
    this.arrivals = new ArrivalReader(spec);
  }

  /** The steps that have no error. */
  List<CaseStep> read(SpecNode node) {
    List<CaseStep> steps = new ArrayList<>();
    List<SpecNode> entries = node.isPresent() ? node.list() : List.of();
    if (node.isList() && entries.isEmpty()) {
      node.error("'timeline' is empty, expected one step at least");
    }
    for (SpecNode entry : entries) {
      step(entry).ifPresent(steps::add);
    }
    return steps;
  }

  private Optional<CaseStep> step(SpecNode node) {
    Section section = node.mapping();
    Optional<String> kind = section.oneOf("event", "raw", "watermark", "clock");
    Optional<CaseStep> step =
        kind.flatMap(
            what -> {
              SpecNode value = section.need(what, "what happens");
              return switch (what) {
                case "watermark" -> watermark(node, value);
                case "clock" -> clock(node, value);
                default -> arrive(node, section, value);
              };
            });
    section.refuseOthers();
    return step;
  }

  private Optional<CaseStep> arrive(SpecNode node, Section section, SpecNode value) {
    String partition = section.find("partition").flatMap(SpecNode::text).orElse(PARTITION);
    Optional<SpecNode> arrivedAtNode = section.find("arrivedAt");
    Optional<Instant> arrivedAt = arrivedAtNode.flatMap(TimelineReader::time);
    if (value.name().equals("event")) {
      return arrivals.event(node, value, partition, arrivedAtNode, arrivedAt);
    }
    Optional<String> text = value.isPresent() ? payload(value) : Optional.empty();
    return text.map(
        payload ->
            arrivals.raw(
                payload.getBytes(StandardCharsets.UTF_8), partition, arrivedAt, node.place()));
  }

  private static Optional<String> payload(SpecNode value) {
    return value.isMapping() || value.isList()
        ? notQuoted(value)
        : value.filled().map(f -> f.text());
  }

  private static Optional<String> notQuoted(SpecNode value) {
    value.error("expected text for 'raw', found YAML of its own: quote the payload");
    return Optional.empty();
  }

  private Optional<CaseStep> watermark(SpecNode node, SpecNode value) {
    Optional<Instant> to = time(value);
    if (to.isPresent() && watermark.filter(to.get()::isBefore).isPresent()) {
      value.error(
          "the watermark goes back from %s, expected a later time".formatted(watermark.get()));
      return Optional.empty();
    }
    watermark = to.or(() -> watermark);
    return to.map(time -> new CaseStep.Watermark(time, node.place()));
  }

  private static Optional<CaseStep> clock(SpecNode node, SpecNode value) {
    Optional<Duration> by =
        value.as(
            "how much time passes, such as +10s",
            text ->
                Quantity.duration(text.startsWith("+") ? text.substring(1) : text)
                    .filter(duration -> !duration.isZero()));
    return by.map(duration -> new CaseStep.Clock(duration, node.place()));
  }

  /** The time that {@code node} names; empty if it has an error. */
  static Optional<Instant> time(SpecNode node) {
    Optional<String> text = node.filled().map(Variables.Filled::text);
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of((Instant) CellReader.of(Type.TIMESTAMP, null).text(text.get()));
    } catch (UnreadableCellException e) {
      node.error("'%s' %s".formatted(node.name(), e.getMessage()));
      return Optional.empty();
    }
  }
}
