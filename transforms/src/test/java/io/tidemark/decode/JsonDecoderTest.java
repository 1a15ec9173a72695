package io.tidemark.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.decode.DecodedField.TimestampFormat;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Header;
import io.tidemark.model.Position;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final String NOON = "2026-11-01T12:00:00Z";
  private static final Instant ARRIVED = Instant.parse("2026-11-01T12:01:00Z");
  private static final DecodedField TIME = required("at", Type.TIMESTAMP);

  // Reasons.

  @Test
  void aRowHasTheFieldsInTheOrderOfTheSpecAndTheEventTimeInMilliseconds() {
    JsonDecoder decoder = decoder(required("host", Type.STRING), TIME, required("n", Type.LONG));

    Decoded decoded =
        decoder.decode(
            arrival("{\"n\":3,\"x\":[{}],\"at\":\"2026-11-01T12:00:00.1239Z\",\"host\":\"a\"}"));

    Instant micros = Instant.parse("2026-11-01T12:00:00.123900Z");
    assertEquals(
        new Decoded.Accepted(
            Cells.of("a", micros, 3L), Instant.parse("2026-11-01T12:00:00.123Z").toEpochMilli()),
        decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"at\":\"2026",
        "null",
        "[]",
        "1",
        "{} x",
        "{}{}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "// c\n{}",
        "{\"skipped\":[1,2}",
        "\"text\"",
        "{\"a\" 1}"
      })
  void whatIsNotOneJsonObjectIsMalformed(String payload) {
    assertEquals(Reason.MALFORMED, refused(decoder(TIME), payload).reason());
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    byte[] latin1 = ("{\"at\":\"" + NOON + "\",\"x\":\"é\"}").getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = ("{\"at\":\"" + NOON + "\"}").getBytes(StandardCharsets.UTF_16LE);

    for (byte[] payload : List.of(latin1, utf16)) {
      Decoded decoded = decoder(TIME).decode(arrival(payload, null, List.of()));
      assertEquals(Reason.MALFORMED, assertInstanceOf(Decoded.Refused.class, decoded).reason());
    }
  }

  @Test
  void aMissingOrNullFieldTakesItsDefaultOrIsRefusedOrStaysNull() {
    DecodedField optional = field("o", Type.STRING, true, null);
    DecodedField withDefault = field("d", Type.LONG, false, 7L);
    JsonDecoder lenient = decoder(TIME, optional, withDefault);
    JsonDecoder strict = decoder(TIME, required("host", Type.STRING));

    Instant noon = Instant.parse(NOON);
    assertEquals(Cells.of(noon, null, 7L), cells(lenient, at("")));
    assertEquals(Cells.of(noon, null, 7L), cells(lenient, at(",\"o\":null,\"d\":null")));
    assertEquals(refusal(Reason.SCHEMA, "host is missing"), refused(strict, at("")));
    assertEquals(refusal(Reason.SCHEMA, "host is missing"), refused(strict, at(",\"host\":null")));
  }

  @Test
  void aMissingOrUnreadableEventTimeIsNoEventTime() {
    JsonDecoder decoder = decoder(field("at", Type.TIMESTAMP, true, null));

    assertEquals(refusal(Reason.NO_EVENT_TIME, "at is missing"), refused(decoder, "{}"));
    assertEquals(refusal(Reason.NO_EVENT_TIME, "at is missing"), refused(decoder, "{\"at\":null}"));
    assertEquals(
        refusal(
            Reason.NO_EVENT_TIME,
            "at is \"yesterday\", expected a timestamp: ISO-8601 with a zone,"
                + " such as 2026-11-01T12:00:00Z"),
        refused(decoder, "{\"at\":\"yesterday\"}"));
    assertEquals(Reason.NO_EVENT_TIME, refused(decoder, "{\"at\":1793534400000}").reason());
    assertEquals(
        Reason.NO_EVENT_TIME, refused(decoder, "{\"at\":\"0000-12-31T23:59:59Z\"}").reason());
  }

  @Test
  void anEventTimeThatWasJudgedBeforeIsNotJudgedByTheClock() {
    JsonDecoder decoder = decoder(TIME);
    Arrival past = arrival("{\"at\":\"2026-11-01T11:00:00Z\"}");
    Arrival future = arrival("{\"at\":\"2027-11-01T12:00:00Z\"}");

    assertInstanceOf(Decoded.Accepted.class, decoder.decode(future, FutureJudge.ACCEPTED));
    assertInstanceOf(Decoded.Refused.class, decoder.decode(future, FutureJudge.CLOCK));
    assertEquals(
        refusal(
            Reason.FUTURE_EVENT_TIME,
            "at is 2026-11-01T11:00:00Z, which was in the future when it was first read"),
        decoder.decode(past, FutureJudge.REFUSED));
  }

  @Test
  void anEventMayHappenUpToTheToleranceAfterItsArrival() {
    JsonDecoder decoder = decoder(TIME);

    assertInstanceOf(
        Decoded.Accepted.class,
        decoder.decode(arrival("{\"at\":\"2026-11-01T12:06:00.000999Z\"}")));
    assertEquals(
        refusal(
            Reason.FUTURE_EVENT_TIME,
            "at is 2026-11-01T12:06:00.001Z, but it arrived at 2026-11-01T12:01:00Z;"
                + " futureTolerance is PT5M"),
        refused(decoder, "{\"at\":\"2026-11-01T12:06:00.001Z\"}"));
  }

  @Test
  void ofSeveralReasonsTheOneThatIsNearestToTheBytesCounts() {
    JsonDecoder decoder = decoder(required("a", Type.LONG), required("b", Type.LONG), TIME);

    assertEquals(Reason.MALFORMED, refused(decoder, "{\"a\":\"x\",\"at\":1").reason());
    assertEquals(Reason.NO_EVENT_TIME, refused(decoder, "{\"a\":\"x\",\"at\":1}").reason());
    assertEquals(
        refusal(Reason.SCHEMA, "a is \"x\", expected long"),
        refused(decoder, "{\"b\":\"y\",\"a\":\"x\",\"at\":\"2030-01-01T00:00:00Z\"}"));
  }

  @Test
  void messagesAreShortWhateverWasFound() {
    JsonDecoder decoder = decoder(TIME, required("n", Type.LONG));

    assertEquals(
        "n is \"" + "x".repeat(40) + "…\", expected long",
        refused(decoder, at(",\"n\":\"" + "x".repeat(100_000) + "\"")).message());
  }

  // Types.

  @ParameterizedTest
  @CsvSource({
    "12, 12",
    "-9223372036854775808, -9223372036854775808",
    "12.0, 12",
    "1.2e1, 12",
    "-0, 0",
    "9223372036854775807, 9223372036854775807"
  })
  void aLongIsAWholeNumber(String json, long expected) {
    assertEquals(expected, value(Type.LONG, json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "\"12\"",
        "9223372036854775808",
        "1e999999999",
        "1e-999999999",
        "true",
        "{}",
        "[]",
        "[1]"
      })
  void anythingElseIsNoLong(String json) {
    assertRefused(Type.LONG, json);
  }

  @ParameterizedTest
  @CsvSource({"12, 12.0", "1.5, 1.5", "-2e-3, -0.002", "1e-999, 0"})
  void aDoubleIsAnyNumber(String json, double expected) {
    assertEquals(expected, value(Type.DOUBLE, json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1.5\"", "1e999", "true", "{\"a\":1}"})
  void anythingElseIsNoDouble(String json) {
    assertRefused(Type.DOUBLE, json);
  }

  @ParameterizedTest
  @CsvSource({
    "12.3, 12.30",
    "\"12.30\", 12.30",
    "12.3000, 12.30",
    "1e2, 100.00",
    "0e-999999999, 0.00",
    "999.99, 999.99",
    "-0.01, -0.01"
  })
  void aDecimalIsANumberOrItsTextThatFitsWithoutRounding(String json, BigDecimal expected) {
    assertEquals(expected, value(Type.decimal(5, 2), json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.234", "1000", "\"\"", "\"x\"", "\" 1\"", "1e999999999", "1e-999999999", "true"})
  void whatDoesNotFitIsNoDecimal(String json) {
    assertRefused(Type.decimal(5, 2), json);
  }

  @Test
  void aStringIsAStringAlone() {
    assertEquals("é 😀\n", value(Type.STRING, "\"é \\ud83d\\ude00\\n\""));
    assertEquals("", value(Type.STRING, "\"\""));
    Stream.of("1", "true", "{}", "[\"a\"]", "\"\\ud83d\"", "\"\\ude00\\ud83d\"")
        .forEach(json -> assertRefused(Type.STRING, json));
  }

  @Test
  void aBooleanIsTrueOrFalseAlone() {
    assertEquals(true, value(Type.BOOLEAN, "true"));
    assertEquals(false, value(Type.BOOLEAN, "false"));
    Stream.of("\"true\"", "1", "0").forEach(json -> assertRefused(Type.BOOLEAN, json));
  }

  @Test
  void aDateIsAnIsoDate() {
    assertEquals(LocalDate.of(2024, 2, 29), value(Type.DATE, "\"2024-02-29\""));
    Stream.of("\"2026-02-29\"", "\"2026-1-1\"", "20260101", "\"" + NOON + "\"")
        .forEach(json -> assertRefused(Type.DATE, json));
  }

  @Test
  void bytesAreBase64() {
    assertArrayEquals(new byte[] {1, 2, -1}, (byte[]) value(Type.BYTES, "\"AQL/\""));
    Stream.of("\"*\"", "1").forEach(json -> assertRefused(Type.BYTES, json));
  }

  @Test
  void anArrayHasElementsOfItsTypeOrNull() {
    Type longs = Type.array(Type.LONG);

    assertEquals(Arrays.asList(1L, null, 2L), value(longs, "[1,null,2]"));
    assertEquals(List.of(), value(longs, "[]"));
    assertEquals(
        List.of(List.of("a"), List.of()),
        value(Type.array(Type.array(Type.STRING)), "[[\"a\"],[]]"));
    assertRefused(longs, "1");
    assertEquals(
        refusal(Reason.SCHEMA, "v at [1] is \"x\", expected long"),
        refused(decoder(TIME, required("v", longs)), at(",\"v\":[1,\"x\",{},[2]]")));
  }

  // Timestamps.

  @ParameterizedTest
  @CsvSource({
    "2026-11-01T12:00:00Z, 2026-11-01T12:00:00Z",
    "2026-11-01T13:00:00+01:00, 2026-11-01T12:00:00Z",
    "2026-11-01T13:00:00.5+0100, 2026-11-01T12:00:00.500Z",
    "2026-11-01T13:00+01, 2026-11-01T12:00:00Z",
    "2026-11-01t12:00:00z, 2026-11-01T12:00:00Z",
    "2026-11-01T12:00:00.123456789Z, 2026-11-01T12:00:00.123456Z",
    "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
    "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z"
  })
  void aTimestampIsIso8601WithAZone(String text, Instant expected) {
    assertEquals(expected, value(Type.TIMESTAMP, '"' + text + '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-01",
        "2026-11-01T12:00:00",
        "2026-11-01 12:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-11-01T24:00:00Z",
        "2026-11-01T23:59:60Z",
        "2026-13-01T00:00:00Z",
        "2026-11-01T12:00:00Zx",
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "٢026-11-01T12:00:00Z"
      })
  void anythingElseIsNoTimestamp(String text) {
    assertRefused(Type.TIMESTAMP, '"' + text + '"');
  }

  @Test
  void aTextWithoutAZoneIsReadInTheDeclaredOneAndAnyOtherByItsOwn() {
    TimestampFormat inBerlin = format(null, null, "Europe/Berlin");

    assertEquals(Instant.parse("2026-11-01T11:00:00Z"), value(inBerlin, "\"2026-11-01T12:00:00\""));
    assertEquals(Instant.parse(NOON), value(inBerlin, '"' + NOON + '"'));
  }

  @ParameterizedTest
  @CsvSource({
    "seconds, 1793534400, 2026-11-01T12:00:00Z",
    "seconds, 1793534400.25, 2026-11-01T12:00:00.250Z",
    "millis, 1793534400001, 2026-11-01T12:00:00.001Z",
    "micros, 1793534400000001, 2026-11-01T12:00:00.000001Z",
    "nanos, 1793534400000001999, 2026-11-01T12:00:00.000001Z",
    "nanos, -1, 1969-12-31T23:59:59.999999Z"
  })
  void aTimestampMayCountUnits(String unit, String json, Instant expected) {
    assertEquals(expected, value(format(unit, null, null), json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1e30", "1e999999999", "1e-999999999", "9223372036854775807"})
  void aCountOutsideOfTheYears1To9999IsRefused(String json) {
    assertUnreadable(format("seconds", null, null), json);
  }

  @Test
  void aTimestampMayHaveAPattern() {
    TimestampFormat zoned = format(null, "dd/MMM/yyyy:HH:mm:ss Z", null);
    TimestampFormat local = format(null, "yyyy-MM-dd HH:mm:ss", null);
    TimestampFormat inUtc = format(null, "yyyy-MM-dd HH:mm:ss", "UTC");
    TimestampFormat day = format(null, "yyyyMMdd", "Europe/Berlin");

    assertEquals(Instant.parse(NOON), value(zoned, "\"01/Nov/2026:13:00:00 +0100\""));
    assertEquals(Instant.parse(NOON), value(inUtc, "\"2026-11-01 12:00:00\""));
    assertEquals(Instant.parse("2026-10-31T23:00:00Z"), value(day, "\"20261101\""));
    assertUnreadable(local, "\"2026-11-01 12:00:00\"");
    assertUnreadable(inUtc, '"' + NOON + '"');
  }

  // Where fields come from.

  @Test
  void nestedPathsAreFollowedAndAllElseIsSkipped() {
    DecodedField campaign = at("campaign", Type.STRING, Origin.PAYLOAD, "query", "utm", "campaign");
    DecodedField page = at("page", Type.LONG, Origin.PAYLOAD, "query", "page");
    JsonDecoder decoder = decoder(TIME, campaign, page);

    Cells cells =
        cells(
            decoder,
            at(
                ",\"utm\":{\"campaign\":\"no\"},\"query\":{\"utm\":{\"x\":[{\"campaign\":1}],"
                    + "\"campaign\":\"c\"},\"deep\":{\"page\":9},\"page\":2}"));

    assertEquals(Cells.of(Instant.parse(NOON), "c", 2L), cells);
    assertEquals(
        refusal(Reason.SCHEMA, "campaign is missing"), refused(decoder, at(",\"query\":[1]")));
  }

  @Test
  void severalFieldsMayReadOneValue() {
    JsonDecoder decoder =
        decoder(
            TIME,
            at("number", Type.decimal(10, 2), Origin.PAYLOAD, "v"),
            at("also", Type.DOUBLE, Origin.PAYLOAD, "v"));

    assertEquals(
        Cells.of(Instant.parse(NOON), new BigDecimal("0.10"), 0.1),
        cells(decoder, at(",\"v\":0.1")));
  }

  @Test
  void ofAKeyThatStandsTwiceTheLastCountsAsAWhole() {
    DecodedField inner = field("inner", Type.LONG, true, null, "o", "inner");
    DecodedField flat = field("flat", Type.LONG, true, null);
    JsonDecoder decoder = decoder(TIME, inner, flat);

    Cells cells = cells(decoder, at(",\"flat\":\"x\",\"o\":{\"inner\":1},\"o\":{},\"flat\":2"));

    assertEquals(Cells.of(Instant.parse(NOON), null, 2L), cells);
  }

  @Test
  void fieldsMayComeFromHeadersKeyTopicAndArrivalTime() {
    JsonDecoder decoder =
        decoder(
            at("arrived", Type.TIMESTAMP, Origin.ARRIVED_AT),
            at("key", Type.LONG, Origin.KEY),
            at("tenant", Type.STRING, Origin.HEADER, "tenant"),
            at("raw", Type.BYTES, Origin.HEADER, "tenant"),
            at("at", Type.TIMESTAMP, Origin.HEADER, "at"),
            at("topic", Type.STRING, Origin.TOPIC));
    List<Header> headers =
        List.of(header("tenant", "old"), header("tenant", "new"), header("at", NOON));

    Decoded decoded = decoder.decode(arrival(bytes("{}"), bytes("42"), headers));

    assertEquals(
        new Decoded.Accepted(
            Cells.of(ARRIVED, 42L, "new", bytes("new"), Instant.parse(NOON), "web"),
            Instant.parse(NOON).toEpochMilli()),
        decoded);
  }

  @Test
  void aMissingOrWrongHeaderIsRefusedAsAFieldOfThePayloadIs() {
    JsonDecoder decoder = decoder(TIME, at("n", Type.LONG, Origin.HEADER, "n"));

    assertEquals(refusal(Reason.SCHEMA, "n is missing"), refused(decoder, at("")));
    assertEquals(
        new Decoded.Refused(Reason.SCHEMA, "n is \"x\", expected long"),
        decoder.decode(arrival(bytes(at("")), null, List.of(header("n", "x")))));
    assertEquals(
        new Decoded.Refused(Reason.SCHEMA, "n is not UTF-8, expected text"),
        decoder.decode(arrival(bytes(at("")), null, List.of(new Header("n", new byte[] {-1})))));
  }

  @Test
  void ofFieldsThatNothingNeedsTheCellsAreNullAndTheReasonsTheSame() {
    JsonDecoder all =
        decoder(
            required("host", Type.STRING),
            TIME,
            field("n", Type.LONG, false, 7L),
            at("key", Type.STRING, Origin.KEY),
            required("price", Type.decimal(5, 2)));
    JsonDecoder some = SerializableUtils.clone(all.withNeeded(Set.of("host")));
    byte[] key = bytes("k");

    for (String rest :
        List.of(
            ",\"host\":\"a\",\"price\":1",
            ",\"host\":\"a\",\"price\":1,\"n\":2,\"key\":3",
            ",\"host\":\"\\n\",\"price\":\"1\",\"n\":\"2\"",
            ",\"host\":\"a\"",
            ",\"host\":\"a\",\"price\":1234",
            ",\"host\":2,\"price\":1,\"n\":\"2\"",
            ",\"host\":\"a\",\"price\":1,\"n\":2.5",
            ",")) {
      Decoded expected = all.decode(arrival(bytes(at(rest)), key, List.of()));
      if (expected instanceof Decoded.Accepted accepted) {
        Cells cells = accepted.cells();
        expected =
            new Decoded.Accepted(
                Cells.of(cells.get(0), cells.get(1), null, null, null), accepted.time());
      }
      assertEquals(expected, some.decode(arrival(bytes(at(rest)), key, List.of())));
    }
    assertEquals(
        all.decode(arrival(bytes(at(",\"host\":\"a\",\"price\":1")), null, List.of())),
        some.decode(arrival(bytes(at(",\"host\":\"a\",\"price\":1")), null, List.of())));
  }

  @Test
  void itDecodesTheSameAfterATrip() {
    JsonDecoder decoder =
        SerializableUtils.clone(
            decoder(
                new DecodedField(
                    "at",
                    Type.TIMESTAMP,
                    false,
                    null,
                    Origin.PAYLOAD,
                    List.of("at"),
                    format(null, "yyyy-MM-dd HH:mm:ss", "UTC"))));

    assertEquals(Cells.of(Instant.parse(NOON)), cells(decoder, "{\"at\":\"2026-11-01 12:00:00\"}"));
  }

  private static void assertRefused(Type type, String json) {
    Decoded.Refused refused = refused(decoder(TIME, required("v", type)), at(",\"v\":" + json));
    assertEquals(Reason.SCHEMA, refused.reason(), json);
    assertTrue(refused.message().startsWith("v "), refused.message());
  }

  private static void assertUnreadable(TimestampFormat format, String json) {
    assertEquals(
        Reason.SCHEMA, refused(decoder(TIME, formatted(format)), at(",\"v\":" + json)).reason());
  }

  private static @Nullable Object value(Type type, String json) {
    return cells(decoder(TIME, required("v", type)), at(",\"v\":" + json)).get(1);
  }

  private static @Nullable Object value(TimestampFormat format, String json) {
    return cells(decoder(TIME, formatted(format)), at(",\"v\":" + json)).get(1);
  }

  private static Cells cells(JsonDecoder decoder, String payload) {
    return assertInstanceOf(Decoded.Accepted.class, decoder.decode(arrival(payload))).cells();
  }

  private static Decoded.Refused refused(JsonDecoder decoder, String payload) {
    return assertInstanceOf(Decoded.Refused.class, decoder.decode(arrival(payload)));
  }

  private static Decoded.Refused refusal(Reason reason, String message) {
    return new Decoded.Refused(reason, message);
  }

  private static JsonDecoder decoder(DecodedField... fields) {
    return JsonDecoder.of(List.of(fields), "at", Duration.ofMinutes(5));
  }

  private static DecodedField required(String name, Type type) {
    return at(name, type, Origin.PAYLOAD, name);
  }

  private static DecodedField at(String name, Type type, Origin origin, String... path) {
    return new DecodedField(name, type, false, null, origin, List.of(path), null);
  }

  private static DecodedField field(
      String name, Type type, boolean optional, @Nullable Object ifMissing, String... path) {
    List<String> where = path.length == 0 ? List.of(name) : List.of(path);
    return new DecodedField(name, type, optional, ifMissing, Origin.PAYLOAD, where, null);
  }

  private static DecodedField formatted(TimestampFormat format) {
    return new DecodedField("v", Type.TIMESTAMP, false, null, Origin.PAYLOAD, List.of("v"), format);
  }

  private static TimestampFormat format(
      @Nullable String unit, @Nullable String pattern, @Nullable String zone) {
    return new TimestampFormat(unit, pattern, zone == null ? null : ZoneId.of(zone));
  }

  /** A payload with a good event time, and more. */
  private static String at(String more) {
    return "{\"at\":\"" + NOON + "\"" + more + "}";
  }

  private static Header header(String name, String value) {
    return new Header(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Arrival arrival(String payload) {
    return arrival(bytes(payload), null, List.of());
  }

  private static Arrival arrival(byte[] payload, byte @Nullable [] key, List<Header> headers) {
    return new Arrival(
        payload, key, headers, "web", new Position("web-0", 5), ARRIVED.toEpochMilli());
  }
}
