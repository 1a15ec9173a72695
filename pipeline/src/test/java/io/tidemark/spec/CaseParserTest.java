package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.spec.CaseSpec.ExpectedRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a case file says, as it is read. */
final class CaseParserTest {
  private static final String EVENT =
      "{event_time: \"2026-11-01T12:00:10Z\", host: h1, ip: 10.0.0.1, status: 200}";

  private static String payload(CaseStep.Arrive arrival) {
    return new String(arrival.payload(), StandardCharsets.UTF_8);
  }

  private static CaseStep.Arrive event(String event) throws SpecException {
    return CaseFile.resource().with(EVENT, event).arrival(0);
  }

  @Test
  void aTimelineIsReadStepByStep() throws Exception {
    List<CaseStep> timeline = CaseFile.resource().parse().get(0).timeline();

    CaseStep.Arrive event = (CaseStep.Arrive) timeline.get(0);
    assertEquals("p1", event.partition());
    assertEquals(Optional.of(Instant.parse("2026-11-01T12:00:11Z")), event.arrivedAt());
    assertEquals(
        Instant.parse("2026-11-01T12:05:00Z"), ((CaseStep.Watermark) timeline.get(1)).to());
    assertEquals("{broken", payload((CaseStep.Arrive) timeline.get(2)));
    assertEquals("case", ((CaseStep.Arrive) timeline.get(2)).partition());
    assertEquals(Duration.ofSeconds(10), ((CaseStep.Clock) timeline.get(3)).by());
  }

  @Test
  void aFieldStandsInTheDocumentWhereTheSpecSaysSo() throws Exception {
    CaseStep.Arrive byName = event("{host: h1, campaign: spring}");
    CaseStep.Arrive nested = event("{host: h1, query: {utm: {campaign: spring}}}");

    assertEquals(
        "{\"host\":\"h1\",\"query\":{\"utm\":{\"campaign\":\"spring\"}}}", payload(byName));
    assertEquals(payload(byName), payload(nested));
  }

  @Test
  void aNumberIsTextWhereTheFieldIsAndTextStaysTextWhereItIsQuoted() throws Exception {
    CaseStep.Arrive arrival = event("{host: 17, status: \"200\", bytes: 1.0, ip: null}");

    assertEquals(
        "{\"host\":\"17\",\"status\":\"200\",\"bytes\":1.0,\"ip\":null}", payload(arrival));
  }

  @Test
  void aVariableInAPayloadIsText() throws Exception {
    CaseStep.Arrive arrival = CaseFile.resource().with("\"{broken\"", "\"${HOME}\"").arrival(2);

    assertEquals("${HOME}", payload(arrival));
  }

  @Test
  void theTopicOfASourceWithOneTopicIsThatTopic() throws Exception {
    CaseStep.Arrive arrival = CaseFile.resource().arrival(0);

    assertEquals("web-events", arrival.topic());
    assertNull(arrival.key());
  }

  @Test
  void rowsOfADimensionAreJsonWithTheTypesOfItsColumns() throws Exception {
    CaseFile file = CaseFile.resource().with("country: NZ", "country: 64, city: no");

    Map<String, List<String>> dimensions = file.parse().get(0).dimensions();

    assertEquals(
        Map.of("geo", List.of("{\"ip_address\":\"10.0.0.1\",\"country\":\"64\",\"city\":\"no\"}")),
        dimensions);
  }

  @Test
  void aRowOfARangeHasBothOfItsBounds() throws Exception {
    SpecFile spec =
        SpecFile.defaults().with("key: {ip: ip_address}", "key: {status: {between: [low, high]}}");
    CaseFile file = CaseFile.resource().of(spec);

    Map<String, List<String>> dimensions =
        file.with("ip_address: 10.0.0.1", "low: 200, high: 299").parse().get(0).dimensions();
    List<String> errors = file.with("ip_address: 10.0.0.1", "low: few").errors();

    assertEquals(
        Map.of("geo", List.of("{\"low\":200,\"high\":299,\"country\":\"NZ\"}")), dimensions);
    assertEquals(
        List.of(
            "5:11: the key 'high' is missing, expected it in every row",
            "5:17: 'low' is \"few\", expected long"),
        errors);
  }

  @Test
  void rowsOfADimensionThatNothingUsesAreReadAsWell() throws Exception {
    SpecFile spec =
        SpecFile.defaults()
            .with(
                "views:\n",
                "  places: {from: {files: p.csv}, key: {geo.city: city}, columns: [mayor]}\nviews:\n")
            .with(
                "sink: {iceberg: lake, table: web.events,",
                "select: [event_time]\n    sink: {iceberg: lake, table: web.events,");
    CaseFile file =
        CaseFile.resource()
            .of(spec)
            .with(
                "      geo:\n        - {ip_address: 10.0.0.1, country: NZ}",
                "      places: [{city: Rome, mayor: m}]");

    assertEquals(
        Map.of("places", List.of("{\"city\":\"Rome\",\"mayor\":\"m\"}")),
        file.parse().get(0).dimensions());
  }

  @Test
  void expectedCellsAreOfTheTypeOfTheirColumn() throws Exception {
    CaseFile file =
        CaseFile.resource()
            .with(
                "events: []",
                "events: [{event_time: \"2026-11-01T13:00:00+01:00\", bytes: 1.0, price: 0.10,"
                    + " tags: [a, null]}, {price: NaN, bytes: null}]");

    List<ExpectedRow> rows = file.parse().get(1).expect().get("events");

    assertEquals(Instant.parse("2026-11-01T12:00:00Z"), rows.get(0).cells().get("event_time"));
    assertEquals(new BigDecimal("1"), rows.get(0).cells().get("bytes"));
    assertEquals(new BigDecimal("0.10"), rows.get(0).cells().get("price"));
    assertEquals(Arrays.asList("a", null), rows.get(0).cells().get("tags"));
    assertEquals("NaN", rows.get(1).cells().get("price"));
    assertNull(rows.get(1).cells().get("bytes"));
    assertEquals(2, rows.get(1).cells().size());
  }
}
