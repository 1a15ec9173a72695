package io.tidemark.report;

import io.tidemark.model.Cells;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseSpec;
import io.tidemark.spec.CaseText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the cases of a file: a line each, and under the line of one that failed what
 * differs. A case compares the outputs that it names.
 */
public final class CaseReport {
  private final Map<String, Table> tables;
  private final boolean update;
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * @param tables the shape of each output's rows
   * @param update whether what differs is written instead of told
   */
  public CaseReport(Map<String, Table> tables, boolean update) {
    this.tables = tables;
    this.update = update;
  }

  private enum Kind {
    OK("ok  "),
    FAILED("FAIL"),
    UPDATED("new ");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /**
   * @param rows what the case should expect, of the outputs that differ
   */
  private record Outcome(Kind kind, Map<String, List<CaseText.Row>> rows) {}

  /**
   * Adds what became of the file's next case.
   *
   * @param failure why the run failed, if it did
   * @return what to tell of it
   */
  public List<String> add(CaseSpec given, Map<String, List<Cells>> rows, Optional<String> failure) {
    List<String> lines = new ArrayList<>();
    if (failure.isPresent()) {
      outcomes.add(new Outcome(Kind.FAILED, Map.of()));
      return List.of(Kind.FAILED.label + " " + given.name(), "  the run failed: " + failure.get());
    }
    Map<String, List<CaseText.Row>> differing = new LinkedHashMap<>();
    for (RowMatch match : matches(given, rows)) {
      if (!match.holds()) {
        differing.put(match.table().output(), match.asListed());
        OutputDifference.of(match).forEach(line -> lines.add("  " + line));
      }
    }
    Kind kind = differing.isEmpty() ? Kind.OK : update ? Kind.UPDATED : Kind.FAILED;
    outcomes.add(new Outcome(kind, differing));
    if (kind == Kind.FAILED) {
      lines.addAll(untold(given, rows));
    } else {
      lines.clear();
    }
    lines.add(0, kind.label + " " + given.name());
    return lines;
  }

  /** A case that expects nothing yet is compared, and updated, in every output that has rows. */
  private List<RowMatch> matches(CaseSpec given, Map<String, List<Cells>> rows) {
    List<RowMatch> matches = new ArrayList<>();
    for (Map.Entry<String, Table> table : tables.entrySet()) {
      List<Cells> actual = rows.get(table.getKey());
      List<CaseSpec.ExpectedRow> expected = given.expect().get(table.getKey());
      if (expected != null || given.expect().isEmpty()) {
        matches.add(RowMatch.of(table.getValue(), expected == null ? List.of() : expected, actual));
      }
    }
    return matches;
  }

  /** Dead letters that explain why something is missing, where the case does not ask for them. */
  private List<String> untold(CaseSpec given, Map<String, List<Cells>> rows) {
    if (given.expect().containsKey("deadLetters")) {
      return List.of();
    }
    Table table = tables.get("deadLetters");
    int reason = table.schema().indexOf("reason");
    int message = table.schema().indexOf("message");
    return rows.get("deadLetters").stream()
        .map(row -> "  note: a dead letter, %s: %s".formatted(row.get(reason), row.get(message)))
        .toList();
  }

  /** Whether no case failed. */
  public boolean holds() {
    return count(Kind.FAILED) == 0;
  }

  /** The last line. */
  public String summary() {
    String summary = outcomes.size() == 1 ? "1 case: " : outcomes.size() + " cases: ";
    summary += count(Kind.OK) + " ok";
    summary += update ? ", " + count(Kind.UPDATED) + " updated" : "";
    return summary + (update && holds() ? "" : ", " + count(Kind.FAILED) + " failed");
  }

  private long count(Kind kind) {
    return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
  }

  /**
   * Writes into the case file what the cases should expect.
   *
   * @return whether there was anything to write
   */
  public boolean update(CaseText text) {
    for (int i = 0; i < outcomes.size(); i++) {
      text.expect(i, outcomes.get(i).rows());
    }
    return count(Kind.UPDATED) > 0;
  }
}
