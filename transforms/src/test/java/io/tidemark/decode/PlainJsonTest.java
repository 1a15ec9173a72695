package io.tidemark.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.decode.DecodedField.TimestampFormat;
import io.tidemark.model.Cells;
import io.tidemark.model.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read straight from the bytes is what the parser reads there. */
class PlainJsonTest {
  private static final List<DecodedField> FIELDS =
      List.of(
          field(Type.STRING, null, "host"),
          field(Type.LONG, null, "n"),
          field(Type.DOUBLE, null, "x"),
          field(Type.BOOLEAN, null, "flag"),
          field(Type.decimal(5, 2), null, "price"),
          field(Type.TIMESTAMP, null, "at"),
          field(Type.TIMESTAMP, new TimestampFormat("millis", null, null), "sent"),
          field(Type.DATE, null, "day"),
          field(Type.BYTES, null, "raw"),
          field(Type.array(Type.LONG), null, "list"),
          field(Type.STRING, null, "query"),
          field(Type.STRING, null, "query", "utm", "campaign"),
          field(Type.LONG, null, "a name of sixteen"),
          field(Type.LONG, null, "nä"),
          field(Type.LONG, null, "n\"1"));
  private static final JsonFields JSON = JsonFields.of(FIELDS);

  private static final List<String> NAMES =
      List.of(
          "host",
          "n",
          "x",
          "flag",
          "price",
          "at",
          "sent",
          "day",
          "raw",
          "list",
          "query",
          "utm",
          "campaign",
          "a name of sixteen",
          "nä",
          "n\\\"1",
          "n\"1",
          "\\u006e",
          "other",
          "");
  private static final List<String> VALUES =
      List.of(
          "\"a\"",
          "\"\"",
          "\"a longer text, more than sixteen bytes\"",
          "\"é 😀 and some more text\"",
          "\"\\n\\\"\\\\ \\u00e9\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ud83d\"",
          "\"\\x\"",
          "\"\\u12g4\"",
          "\"a\tb\"",
          "0",
          "-0",
          "12",
          "-7",
          "01",
          "-",
          "123456789012345678",
          "9223372036854775807",
          "9223372036854775808",
          "12.0",
          "1.",
          "1.50",
          "-0.0",
          "1e2",
          "1E+2",
          "1e",
          "1e999",
          "1e999999999",
          "1e99999999999",
          "1234.5",
          "1".repeat(120),
          "1".repeat(1_100),
          "true",
          "false",
          "null",
          "tru",
          "NaN",
          "\"2026-11-01T12:00:00Z\"",
          "\"2026-11-01T12:00:00.123456789Z\"",
          "\"2024-02-29T23:59:59.9Z\"",
          "\"2026-02-29T12:00:00Z\"",
          "\"2026-11-01T13:00:00+01:00\"",
          "\"0000-01-01T00:00:00Z\"",
          "\"2026-11-01\"",
          "\"AQL/\"",
          "1793534400001",
          "[]",
          "[1, null,2]",
          "[1,\"x\"]",
          "[1,]",
          "[1",
          "{}",
          "{\"utm\":{\"campaign\":\"c\"}}",
          "{\"utm\":{\"campaign\":{}},\"utm\":{}}",
          "{\"utm\":1}",
          "{\"a\":{\"b\":[{}]}}",
          "{\"a\"}",
          "");

  private static DecodedField field(Type type, @Nullable TimestampFormat format, String... path) {
    String name = String.join("_", path);
    return new DecodedField(name, type, true, null, Origin.PAYLOAD, List.of(path), format);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String anyOf(List<String> texts, Random random) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static String document(Random random) {
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      String space = random.nextInt(4) == 0 ? " \n" : "";
      members.add(
          '"' + anyOf(NAMES, random) + '"' + space + ":" + space + anyOf(VALUES, random) + space);
    }
    return "{" + String.join(",", members) + "}" + (random.nextInt(8) == 0 ? " " : "");
  }

  private static byte[] damaged(byte[] document, Random random) {
    byte[] other = document.clone();
    if (random.nextInt(3) == 0) {
      String bytes = "\"\\{}[]:,0-eé\t\0 n";
      other[random.nextInt(other.length)] = (byte) bytes.charAt(random.nextInt(bytes.length()));
    }
    return other;
  }

  private static List<@Nullable Object> told(FieldValues values) {
    List<@Nullable Object> told = new ArrayList<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      told.add(Cells.of(values.value(i), values.refusal(i)));
    }
    return told;
  }

  @Test
  void whatIsReadPlainlyIsWhatTheParserReads() throws Exception {
    Random random = new Random(7);
    int plain = 0;

    for (int i = 0; i < 100_000; i++) {
      byte[] document = damaged(bytes(document(random)), random);
      FieldValues read = JSON.plain(document);
      if (read != null) {
        plain++;
        assertEquals(
            told(JSON.parse(document)), told(read), new String(document, StandardCharsets.UTF_8));
      }
    }

    assertTrue(plain > 10_000, "only " + plain + " were read plainly");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " { } ",
        "{\"host\":\"a\",\"n\":1,\"x\":1.5,\"flag\":true,\"at\":\"2026-11-01T12:00:00Z\"}",
        "{\"unknown\":{\"deep\":[1,\"\\n\",{}]},\"n\":null}",
        "{\"host\":\"é\"}",
        "{\"host\":\"\\n\",\"list\":[1],\"n\":\"x\"}"
      })
  void documentsOfTheCommonFormAreReadPlainly(String document) {
    assertNotNull(JSON.plain(bytes(document)));
  }

  @Test
  void whatOnlyTheParserCanTellIsLeftToIt() {
    assertNull(JSON.plain(bytes("{\"\\u006e\":1}")));
    assertNull(JSON.plain(bytes("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}")));
    assertNull(JSON.plain("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)));
    assertNull(JSON.plain(new byte[0]));
  }

  @Test
  void whatNothingNeedsIsRefusedForTheSameReasons() throws Exception {
    JsonFields none = JsonFields.of(FIELDS, new boolean[FIELDS.size()]);
    Random random = new Random(8);

    for (int i = 0; i < 30_000; i++) {
      byte[] document = damaged(bytes(document(random)), random);
      FieldValues all = JSON.plain(document);
      FieldValues read = none.plain(document);
      assertEquals(all == null, read == null);
      for (int field = 0; read != null && all != null && field < FIELDS.size(); field++) {
        assertEquals(all.refusal(field), read.refusal(field));
        assertEquals(all.value(field) == null, read.value(field) == null);
      }
    }
  }
}
