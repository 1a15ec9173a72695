package io.tidemark.spec;

import io.tidemark.model.Schema;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads one case: its dimensions, its timeline, and what it expects. */
final class CaseReader {
  private final PipelineSpec spec;
  private final Map<String, Schema> outputs;
  private final boolean expectIsOptional;

  /**
   * @param outputs the columns of each output's rows, by the output's name
   */
  CaseReader(PipelineSpec spec, Map<String, Schema> outputs, boolean expectIsOptional) {
    this.spec = spec;
    this.outputs = outputs;
    this.expectIsOptional = expectIsOptional;
  }

  /** The case that {@code node} describes, as far as it has no error. */
  CaseSpec read(SpecNode node) {
    Section section = node.mapping();
    Optional<String> name = name(section.need("name", "what the case shows"));
    Map<String, List<String>> dimensions =
        section.find("dimensions").map(this::dimensions).orElse(Map.of());
    List<CaseStep> timeline =
        new TimelineReader(spec).read(section.need("timeline", "what happens, step by step"));
    Optional<SpecNode> expect =
        expectIsOptional
            ? section.find("expect").filter(e -> !e.isNull())
            : Optional.of(section.need("expect", "what the outputs hold, {view: [rows]}"));
    Map<String, List<ExpectedRow>> expected =
        expect.filter(SpecNode::isPresent).map(this::expect).orElse(Map.of());
    section.refuseOthers();
    return new CaseSpec(name.orElse(""), dimensions, timeline, expected, node.place());
  }

  private static Optional<String> name(SpecNode node) {
    Optional<String> name = node.isPresent() ? node.text() : Optional.empty();
    if (name.filter(text -> text.lines().count() > 1).isPresent()) {
      node.error("'name' has several lines, expected one");
    }
    return name;
  }

  private Map<String, List<String>> dimensions(SpecNode node) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<DimensionSpec> declared = spec.declaredDimensions();
    List<String> known = declared.stream().map(DimensionSpec::name).toList();
    for (SpecNode entry : node.mapping().values()) {
      Optional<DimensionSpec> dimension =
          declared.stream().filter(d -> d.name().equals(entry.name())).findFirst();
      if (dimension.isPresent()) {
        DimensionRowReader reader = new DimensionRowReader(spec, dimension.get());
        rows.put(entry.name(), entry.list().stream().map(reader::read).toList());
      } else {
        entry.keyError(
            known.isEmpty()
                ? "no dimension '%s', the spec has none".formatted(entry.name())
                : "no dimension '%s', %s"
                    .formatted(entry.name(), KnownWords.expected(entry.name(), known)));
      }
    }
    return rows;
  }

  private Map<String, List<ExpectedRow>> expect(SpecNode node) {
    Map<String, List<ExpectedRow>> expected = new LinkedHashMap<>();
    List<SpecNode> entries = node.mapping().values();
    if (node.isMapping() && entries.isEmpty() && !expectIsOptional) {
      node.error("'expect' is empty, expected one output at least");
    }
    for (SpecNode entry : entries) {
      Schema columns = outputs.get(entry.name());
      if (columns == null) {
        entry.keyError(
            "no output '%s', %s"
                .formatted(entry.name(), KnownWords.expected(entry.name(), outputs.keySet())));
      } else {
        List<ExpectedRow> rows = new ArrayList<>();
        entry.list().forEach(row -> rows.add(row(row, entry.name(), columns)));
        expected.put(entry.name(), rows);
      }
    }
    return expected;
  }

  private ExpectedRow row(SpecNode node, String output, Schema columns) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    for (SpecNode cell : node.mapping().values()) {
      if (columns.has(cell.name())) {
        List<String> words = ExpectedCell.words(spec, output, cell.name());
        cells.put(
            cell.name(),
            words.isEmpty()
                ? ExpectedCell.read(cell, columns.field(columns.indexOf(cell.name())).type())
                : cell.choice(words.toArray(new String[0])).orElse(""));
      } else {
        cell.keyError(
            "no column '%s' in the rows of %s, %s"
                .formatted(cell.name(), output, KnownWords.expected(cell.name(), columns.names())));
      }
    }
    return new ExpectedRow(cells, node.place());
  }
}
