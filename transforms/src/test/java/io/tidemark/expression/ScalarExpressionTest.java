package io.tidemark.expression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScalarExpressionTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.required("host", Type.STRING),
          Field.nullable("url", Type.STRING),
          Field.required("status", Type.LONG),
          Field.nullable("bytes", Type.LONG),
          Field.nullable("price", Type.decimal(18, 2)),
          Field.nullable("score", Type.DOUBLE),
          Field.required("event_time", Type.TIMESTAMP),
          Field.nullable("birthday", Type.DATE),
          Field.nullable("ok", Type.BOOLEAN),
          Field.nullable("raw", Type.BYTES),
          Field.nullable("tags", Type.array(Type.STRING)),
          Field.nullable("seen", Type.array(Type.TIMESTAMP)),
          Field.nullable("geo.country", Type.STRING),
          Field.nullable("user", Type.STRING),
          Field.nullable("value", Type.LONG));
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:10.123Z");
  private static final Cells ROW =
      Cells.of(
          "h1",
          "/shop/cart?x=1",
          503L,
          10L,
          new BigDecimal("12.50"),
          1.5,
          NOON,
          LocalDate.of(2000, 2, 29),
          true,
          new byte[] {1, 2},
          List.of("a", "b"),
          List.of(NOON),
          "NZ",
          "bob",
          5L);

  /** Only what is never null. */
  private static final Cells SPARSE =
      Cells.of(
          "h1", null, 503L, null, null, null, NOON, null, null, null, null, null, null, null, null);

  private static ScalarExpression compile(String sql) throws ExpressionException {
    return ScalarExpression.compile(sql, SCHEMA);
  }

  private static @Nullable Object value(String sql) throws ExpressionException {
    return compile(sql).evaluate(ROW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status BETWEEN 100 AND 599",
        "status != 200",
        "status % 7 = 6",
        "status IN (200, 503)",
        "status IN (200, 503, NULL)",
        "status NOT IN (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23)",
        "geo.country = 'NZ'",
        "\"geo.country\" = 'NZ'",
        "event_time > TIMESTAMP '2026-11-01 12:00:10'",
        "event_time < TIMESTAMP '2026-11-01 12:00:10.124'",
        "event_time + INTERVAL '1' HOUR > TIMESTAMP '2026-11-01 13:00:00'",
        "FLOOR(event_time TO HOUR) = TIMESTAMP '2026-11-01 12:00:00'",
        "EXTRACT(HOUR FROM event_time) = 12",
        "CAST(event_time AS DATE) = DATE '2026-11-01'",
        "birthday < DATE '2000-03-01'",
        "url LIKE '/shop%' AND url ILIKE '/SHOP%'",
        "upper(host) = 'H1' AND UPPER(host) = 'H1'",
        "price = 12.5 AND price > bytes AND score < price",
        "raw = x'0102'",
        "tags[1] = 'a' AND tags[3] IS NULL AND CARDINALITY(tags) = 2",
        "user = 'bob' AND \"value\" > 3",
        "COALESCE(url, 'none') <> 'none'",
        "CASE WHEN status >= 500 THEN 'error' ELSE 'ok' END = 'error'",
        "CASE WHEN status >= 500 THEN 'ok' ELSE 'longer' END || '.' = 'ok.'",
        "CASE WHEN ok THEN 1 ELSE 1/0 END = 1",
        "'☃ü' = '☃' || 'ü'",
        "status > 3 -- a comment\n AND ok",
        "SPLIT_PART(url, '/', 2) = 'shop' AND STRPOS(url, 's') = 2",
        "status > 99999 OR\n\n ok"
      })
  void conditionHolds(String sql) throws ExpressionException {
    assertTrue(ScalarExpression.condition(sql, SCHEMA).test(ROW));
  }

  @Test
  void substringByRegularExpressionIsTheMatchOrNull() throws ExpressionException {
    ScalarExpression section = compile("REGEXP_SUBSTR(url, '^/[^/]*')");

    assertEquals("/shop", section.evaluate(ROW));
    assertNull(section.evaluate(SPARSE));
    assertNull(compile("REGEXP_SUBSTR(host, '^/')").evaluate(ROW));
    assertEquals(Type.STRING, section.type());
    assertTrue(section.nullable());
    assertEquals(Set.of("url"), section.columns());
  }

  @Test
  void everyTypeComesBackAsItsCell() throws ExpressionException {
    assertEquals("h1", value("host"));
    assertEquals(503L, value("status"));
    assertEquals(new BigDecimal("12.50"), value("price"));
    assertEquals(1.5, value("score"));
    assertEquals(NOON, value("event_time"));
    assertEquals(LocalDate.of(2000, 2, 29), value("birthday"));
    assertEquals(true, value("ok"));
    assertArrayEquals(new byte[] {1, 2}, (byte[]) value("raw"));
    assertEquals(List.of("a", "b"), value("tags"));
    assertEquals(List.of(NOON), value("seen"));
  }

  @Test
  void nullsComeBackAsNull() throws ExpressionException {
    for (String column : List.of("url", "bytes", "price", "score", "birthday", "raw", "tags")) {
      assertNull(compile(column).evaluate(SPARSE), column);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CAST(status AS SMALLINT)| long| false",
        "CHAR_LENGTH(url)| long| true",
        "CAST(score AS REAL)| double| true",
        "price * 1.1| decimal(20,3)| true",
        "CAST(price AS DECIMAL(38,0))| decimal(38,0)| true",
        "'abc'| string| false",
        "CAST(NULL AS BIGINT)| long| true",
        "ok IS TRUE| boolean| false",
        "ARRAY['a','bc']| array<string>| false"
      })
  void resultTypesAreThoseOfASpec(String sql, String type, boolean nullable)
      throws ExpressionException {
    ScalarExpression expression = compile(sql);

    assertEquals(type, expression.type().toString());
    assertEquals(nullable, expression.nullable());
  }

  @Test
  void decimalHasExactlyTheDigitsOfItsType() throws ExpressionException {
    assertEquals(new BigDecimal("13.750"), value("price * 1.1"));
    assertEquals(new BigDecimal("22.50"), value("price + bytes"));
    assertEquals(new BigDecimal("1.50"), value("CAST(score AS DECIMAL(10,2))"));
  }

  @Test
  void nullIsNeitherTrueNorFalse() throws ExpressionException {
    assertNull(compile("bytes > 3").evaluate(SPARSE));
    assertNull(compile("NOT bytes > 3").evaluate(SPARSE));
    assertFalse(compile("bytes > 3").test(SPARSE));
    assertFalse(compile("NOT bytes > 3").test(SPARSE));
    assertFalse(compile("bytes = NULL").test(SPARSE));
    assertTrue(compile("bytes IS NULL AND (bytes > 3) IS NOT TRUE").test(SPARSE));
    assertEquals(false, compile("bytes > 3 AND status = 1").evaluate(SPARSE));
    assertEquals(true, compile("bytes > 3 OR status = 503").evaluate(SPARSE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status / 0| division by zero in status / 0",
        "MOD(status, bytes - 10)| division by zero in MOD(status, bytes - 10)",
        "price / 0| division by zero in price / 0",
        "9223372036854775807 + status| a long overflows in 9223372036854775807 + status",
        "status * 9223372036854775807| a long overflows in status * 9223372036854775807",
        "CAST(host AS BIGINT)| 'h1' is not a number in CAST(host AS BIGINT)",
        "CAST(price AS DECIMAL(3,2))|"
            + "Value 12.50 cannot be represented as a DECIMAL(3, 2) in CAST(price AS DECIMAL(3,2))",
        "LN(0)| Cannot take logarithm of zero or negative number in LN(0)"
      })
  void valueThatThereIsNotIsAnEvaluationException(String sql, String message)
      throws ExpressionException {
    ScalarExpression expression = compile(sql);

    EvaluationException e = assertThrows(EvaluationException.class, () -> expression.evaluate(ROW));

    assertEquals(message, e.getMessage());
  }

  @Test
  void conditionWithoutAValueDoesNotHold() throws ExpressionException {
    assertFalse(compile("status / 0 > 1").test(ROW));
    assertFalse(compile("NOT (status / 0 > 1)").test(ROW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hits >| 1| 6| unexpected end of the expression",
        "status > 3 AND| 1| 12| unexpected end of the expression",
        "(status > 3| 1| 11| unexpected end of the expression",
        "status >= 500 extra| 1| 15| unexpected extra",
        "status > 3 AND AND ok| 1| 12| unexpected AND, a reserved word of SQL",
        "status # 3| 1| 8| unexpected character #",
        "host = 'unclosed| 1| 8| a quote is not closed",
        "hots = 'a'| 1| 1| no column hots; did you mean host?",
        "status = 1 OR\\n hots = 'b'| 2| 2| no column hots; did you mean host?",
        "STATUS > 3| 1| 1| no column STATUS; did you mean status?",
        "geo.contry = 'x'| 1| 1| no column geo.contry; did you mean geo.country?",
        "value > 3| 1| 1|"
            + " value is a reserved word of SQL: write \"value\", in double quotes, for the column",
        "status > host| 1| 1| > compares long with string",
        "host > 3| 1| 1| > compares string with long",
        "status IS DISTINCT FROM 'a'| 1| 1| IS DISTINCT FROM compares long with string",
        "status NOT IN ('a')| 1| 1| NOT IN compares long with string",
        "event_time > '2026-11-01'| 1| 1| > compares timestamp with string;"
            + " a timestamp is written TIMESTAMP '2026-11-01 12:00:00'",
        "ok AND status + host > 1| 1| 8| + cannot be applied to long and string",
        "NOT status| 1| 1| NOT cannot be applied to long",
        "ABS(host)| 1| 1| ABS cannot be applied to string",
        "FOO(status)| 1| 1| no function FOO",
        "UPPER()| 1| 1| UPPER takes 1 argument",
        "CAST(host AS FOO)| 1| 14| no type FOO",
        "CAST(tags AS BIGINT)| 1| 1| a VARCHAR ARRAY cannot be cast to long",
        "REGEXP_SUBSTR(url, '(')| 1| 20| '(' is not a regular expression: Unclosed group",
        "SUM(status)| 1| 1| SUM is an aggregate and cannot stand here",
        "COUNT(*) > 3| 1| 1| COUNT is an aggregate and cannot stand here",
        "SUM(status) OVER ()| 1| 1| OVER cannot stand here",
        "status = (SELECT 1)| 1| 10| a query cannot stand here",
        "status = ?| 1| 10| ? cannot stand here",
        "CURRENT_TIMESTAMP > event_time| 1| 1|"
            + " CURRENT_TIMESTAMP is not the same in a replay and cannot stand in an expression",
        "RAND() > 0.5| 1| 1|"
            + " RAND is not the same in a replay and cannot stand in an expression",
        "CURRENT_USER| 1| 1|"
            + " CURRENT_USER is not the same in a replay and cannot stand in an expression",
        "NULL| 1| 1| its type, NULL, cannot be held in a column",
        "TUMBLE(event_time, INTERVAL '1' HOUR)| 1| 1|"
            + " TUMBLE(event_time, INTERVAL '1' HOUR) is not supported"
      })
  void errorSaysWhatIsWrongAndWhere(String sql, int line, int column, String rest) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> compile(sql.replace("\\n", "\n")));

    assertEquals(rest, e.getMessage());
    assertEquals(line + ":" + column, e.line() + ":" + e.column());
  }

  @Test
  void emptyExpressionIsRefused() {
    ExpressionException e = assertThrows(ExpressionException.class, () -> compile(" \n"));

    assertEquals("the expression is empty", e.getMessage());
  }

  @Test
  void conditionMustBeBoolean() {
    ExpressionException e =
        assertThrows(
            ExpressionException.class, () -> ScalarExpression.condition("status + 1", SCHEMA));

    assertEquals("a condition is needed, and status + 1 is a long", e.getMessage());
  }

  @Test
  void serializedCopyEvaluatesAsTheOriginal() throws ExpressionException {
    ScalarExpression copy = SerializableUtils.clone(compile("REGEXP_SUBSTR(url, '^/[^/]*')"));

    assertEquals("/shop", copy.evaluate(ROW));
  }

  @Test
  void oneExpressionMayBeEvaluatedByManyThreads() throws Exception {
    ScalarExpression length = compile("CHAR_LENGTH(REGEXP_SUBSTR(url, '^/[^/]*')) + status");
    Callable<Long> sum =
        () -> LongStream.range(0, 10_000).map(i -> (Long) length.evaluate(ROW)).sum();

    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (var each : threads.invokeAll(List.of(sum, sum, sum, sum))) {
        assertEquals(508L * 10_000, each.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
