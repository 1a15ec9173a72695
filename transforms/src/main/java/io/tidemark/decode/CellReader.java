package io.tidemark.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.decode.DecodedField.TimestampFormat;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads one cell of a type from a JSON value or from a text. Strict: {@code "12"} is no long and 12
 * is no string.
 *
 * <ul>
 *   <li>long: a number that is whole and fits; 12.0 and 1.2e1 are 12
 *   <li>double: any number in its range
 *   <li>decimal(p,s): a number, or a string that is one, which fits without rounding
 *   <li>date: {@code "2026-11-01"}; bytes: base64; timestamp: as {@link DecodedField#format} says
 *   <li>array: its elements are of the element's type or null
 * </ul>
 *
 * <p>In a text (a header, a column of a CSV file) numbers and booleans stand as JSON has them.
 */
public final class CellReader implements Serializable {
  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);
  private static final int LONGEST_NUMBER = 100;
  private static final int DIGITS_OF_LONG = 19;

  private final Type type;
  private final TimestampReader timestamps;
  private final @Nullable CellReader elements;

  private CellReader(Type type, @Nullable TimestampFormat format) {
    this.type = type;
    this.timestamps = TimestampReader.of(format);
    this.elements = type.element() == null ? null : new CellReader(type.element(), format);
  }

  public static CellReader of(Type type, @Nullable TimestampFormat format) {
    return new CellReader(type, format);
  }

  Type type() {
    return type;
  }

  TimestampReader timestamps() {
    return timestamps;
  }

  /**
   * Reads the value whose first token is the parser's current one; leaves the parser at its last
   * token, also when the value is refused.
   */
  @Nullable Object json(JsonParser parser) throws IOException, UnreadableCellException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.START_ARRAY && elements != null) {
      return array(parser, elements);
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      parser.skipChildren();
      throw refused(token == JsonToken.START_OBJECT ? "an object" : "an array");
    }
    return switch (type.kind()) {
      case STRING -> string(parser);
      case BOOLEAN -> bool(parser);
      case LONG -> integer(parser);
      case DOUBLE -> {
        requireNumber(parser);
        yield finite(parser.getDoubleValue(), parser.getText());
      }
      case DECIMAL ->
          token == JsonToken.VALUE_STRING
              ? text(parser.getText())
              : fit(decimalOf(parser), parser.getText());
      case TIMESTAMP ->
          timestamps.readsNumbers()
              ? timestamps.number(decimalOf(parser))
              : timestamps.text(string(parser));
      case DATE, BYTES -> text(string(parser));
      case ARRAY -> throw refused(found(parser));
    };
  }

  /** Reads the value from its text. */
  public Object text(String text) throws UnreadableCellException {
    return switch (type.kind()) {
      case STRING -> text;
      case BOOLEAN ->
          switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(Found.text(text));
          };
      case LONG -> whole(number(text), text);
      case DOUBLE -> finite(number(text).doubleValue(), text);
      case DECIMAL -> fit(number(text), text);
      case TIMESTAMP ->
          timestamps.readsNumbers() ? timestamps.number(number(text)) : timestamps.text(text);
      case DATE -> date(text);
      case BYTES -> bytes(text);
      case ARRAY -> throw refused(Found.text(text));
    };
  }

  private List<@Nullable Object> array(JsonParser parser, CellReader reader)
      throws IOException, UnreadableCellException {
    List<@Nullable Object> read = new ArrayList<>();
    String refusal = null;
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      try {
        read.add(reader.json(parser));
      } catch (UnreadableCellException e) {
        refusal = refusal == null ? "at [" + i + "] " + e.getMessage() : refusal;
      }
    }
    if (refusal != null) {
      throw new UnreadableCellException(refusal);
    }
    return read;
  }

  private String string(JsonParser parser) throws IOException, UnreadableCellException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw refused(found(parser));
    }
    String text = parser.getText();
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new UnreadableCellException("holds half a surrogate pair, expected Unicode text");
    }
    return text;
  }

  private Boolean bool(JsonParser parser) throws IOException, UnreadableCellException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw refused(found(parser));
    };
  }

  private Long integer(JsonParser parser) throws IOException, UnreadableCellException {
    requireNumber(parser);
    boolean fits =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    return fits ? (Long) parser.getLongValue() : whole(parser.getDecimalValue(), parser.getText());
  }

  private BigDecimal decimalOf(JsonParser parser) throws IOException, UnreadableCellException {
    requireNumber(parser);
    return parser.getDecimalValue();
  }

  private void requireNumber(JsonParser parser) throws IOException, UnreadableCellException {
    if (!parser.currentToken().isNumeric()) {
      throw refused(found(parser));
    }
  }

  private BigDecimal number(String text) throws UnreadableCellException {
    try {
      if (text.length() <= LONGEST_NUMBER) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw refused(Found.text(text));
  }

  private Long whole(BigDecimal number, String text) throws UnreadableCellException {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean whole = stripped.scale() <= 0;
    if (!whole || (long) stripped.precision() - stripped.scale() > DIGITS_OF_LONG) {
      throw refused(Found.number(text));
    }
    try {
      return stripped.longValueExact();
    } catch (ArithmeticException e) {
      throw refused(Found.number(text));
    }
  }

  private Double finite(double number, String text) throws UnreadableCellException {
    if (Double.isInfinite(number)) {
      throw refused(Found.number(text));
    }
    return number;
  }

  private BigDecimal fit(BigDecimal number, String text) throws UnreadableCellException {
    BigDecimal stripped = number.stripTrailingZeros();
    long before = (long) stripped.precision() - stripped.scale();
    if (stripped.scale() > type.scale()
        || (stripped.signum() != 0 && before > type.precision() - type.scale())) {
      throw refused(Found.number(text));
    }
    return stripped.setScale(type.scale());
  }

  private LocalDate date(String text) throws UnreadableCellException {
    try {
      LocalDate date = LocalDate.parse(text);
      if (!date.isBefore(FIRST_DATE) && !date.isAfter(LAST_DATE)) {
        return date;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw refused(Found.text(text));
  }

  private byte[] bytes(String text) throws UnreadableCellException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw refused(Found.text(text));
    }
  }

  private static String found(JsonParser parser) throws IOException {
    String text = parser.getText();
    return parser.currentToken() == JsonToken.VALUE_STRING ? Found.text(text) : Found.number(text);
  }

  private UnreadableCellException refused(String found) {
    String expected =
        switch (type.kind()) {
          case TIMESTAMP -> timestamps.expected();
          case DATE -> "a date such as 2026-11-01";
          case BYTES -> "bytes in base64";
          default -> type.toString();
        };
    return UnreadableCellException.expected(found, expected);
  }
}
