package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.spec.CaseText.Kept;
import io.tidemark.spec.CaseText.New;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows are replaced in the text of a case file, and nothing else is. */
final class CaseTextTest {
  private static final String CASES =
      """
      # about the file
      cases:
        - name: one   # about the case
          timeline: [{raw: x}]
          expect:
            # about hits
            hits_by_host:
              - {hits: 1}   # the first
              # between
              - {hits:   2}

            deadLetters: [{reason: MALFORMED}]   # about dead letters
      # the end
      """;

  private static String expecting(String cases, Map<String, List<CaseText.Row>> rows)
      throws SpecException {
    return CaseFile.of(cases).expecting(0, rows);
  }

  private static New hits(long hits) {
    return new New(Map.of("hits", hits));
  }

  @Test
  void rowsThatStayKeepTheirTextAndTheirComment() throws Exception {
    String edited =
        expecting(CASES, Map.of("hits_by_host", List.of(new Kept(0), hits(3), new Kept(1))));

    assertEquals(
        CASES.replace(
            """
                    # between
                    - {hits:   2}
            """,
            """
                    - {hits: 3}
                    - {hits:   2}
            """),
        edited);
  }

  @Test
  void anOutputWithoutRowsIsAnEmptyList() throws Exception {
    String edited = expecting(CASES, Map.of("hits_by_host", List.of()));

    assertEquals(
        CASES.replace(
            """
            hits_by_host:
                    - {hits: 1}   # the first
                    # between
                    - {hits:   2}
            """,
            "hits_by_host: []\n"),
        edited);
  }

  @Test
  void aListOnOneLineStaysThereWithOneRowAndBecomesABlockWithMore() throws Exception {
    New schema = new New(Map.of("reason", "SCHEMA"));

    String one = expecting(CASES, Map.of("deadLetters", List.of(schema)));
    String two = expecting(CASES, Map.of("deadLetters", List.of(new Kept(0), schema)));

    assertEquals(CASES.replace("[{reason: MALFORMED}]", "[{reason: SCHEMA}]"), one);
    assertEquals(
        CASES.replace(
            " [{reason: MALFORMED}]",
            "\n        - {reason: MALFORMED}\n        - {reason: SCHEMA}"),
        two);
  }

  @Test
  void aCaseThatExpectsNothingYetGetsWhatItShouldExpect() throws Exception {
    String cases = "cases:\n  - name: one\n    timeline: [{raw: x}] # x\n\n  - name: two\n";
    Map<String, List<CaseText.Row>> rows = new LinkedHashMap<>();
    rows.put("hits_by_host", List.of(hits(1), hits(2)));
    rows.put("deadLetters", List.of());

    String edited = expecting(cases, rows);

    assertEquals(
        """
        cases:
          - name: one
            timeline: [{raw: x}] # x
            expect:
              hits_by_host:
                - {hits: 1}
                - {hits: 2}
              deadLetters: []

          - name: two
        """,
        edited);
  }

  @Test
  void aCaseOnOneLineStaysThere() throws Exception {
    String cases = "cases: [{name: one, timeline: [{raw: x}], expect: {events: [{bytes: 1}]}}]\n";
    String without = "cases: [{name: one, timeline: [{raw: x}]}]\n";

    String edited = expecting(cases, Map.of("events", List.of(new Kept(0), new Kept(0))));
    String added = expecting(without, Map.of("events", List.of(hits(1))));

    assertEquals(cases.replace("{bytes: 1}", "{bytes: 1}, {bytes: 1}"), edited);
    assertEquals(without.replace("}]}]", "}], expect: {events: [{hits: 1}]}}]"), added);
  }

  @Test
  void anEmptyExpectIsFilledWhereItStands() throws Exception {
    String cases = "cases:\n  - name: one\n    expect:\n    timeline: [{raw: x}]\n";

    String edited = expecting(cases, Map.of("events", List.of(hits(1))));

    assertEquals(cases.replace("expect:", "expect:\n      events:\n        - {hits: 1}"), edited);
  }

  @Test
  void linesEndAsTheyDoInTheFile() throws Exception {
    String cases = "cases:\r\n  - name: one\r\n    timeline: [{raw: x}]\r\n";

    String edited = expecting(cases, Map.of("events", List.of(hits(1))));

    assertEquals(cases + "    expect:\r\n      events:\r\n        - {hits: 1}\r\n", edited);
  }

  @Test
  void everyCellIsWrittenAsTheParserReadsIt() throws Exception {
    List<Object> tags = new ArrayList<>(List.of("a", "true", "1"));
    tags.add(null);
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("event_time", Instant.parse("2026-11-01T12:00:00Z"));
    cells.put("bytes", null);
    cells.put("price", new BigDecimal("0.10"));
    cells.put("tags", tags);
    cells.put("none", Double.NaN);

    String edited =
        CaseFile.resource().expecting(1, Map.of("events", List.of(new New(cells), hits(1))));

    assertEquals(
        """
              events:
                - {event_time: "2026-11-01T12:00:00Z", bytes: null, price: 0.10, tags: [a, "true", "1", null], none: "NaN"}
                - {hits: 1}
        """,
        edited.substring(edited.indexOf("      events:")));
  }
}
