package io.tidemark.sink;

import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Cells as Postgres reads them in text: for {@code COPY}, whose columns are parted by tabs. */
final class PostgresText {
  private static final String NULL_COLUMN = "\\N";

  private PostgresText() {}

  /** Appends a column of a line of {@code COPY}. */
  static void appendColumn(StringBuilder line, Type type, @Nullable Object cell) {
    if (cell == null) {
      line.append(NULL_COLUMN);
      return;
    }
    String text = of(type, cell);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(c);
      }
    }
  }

  /** The input of {@code cell}'s type. */
  static String of(Type type, Object cell) {
    return switch (type.kind()) {
      case STRING -> withoutNul((String) cell);
      case BOOLEAN, LONG, DOUBLE -> cell.toString();
      case DECIMAL -> ((BigDecimal) cell).toPlainString();
      case TIMESTAMP -> ofInstant((Instant) cell);
      case DATE -> ofDate((LocalDate) cell, "");
      case BYTES -> "\\x" + HexFormat.of().formatHex((byte[]) cell);
      case ARRAY -> ofArray(elementOf(type), (List<?>) cell);
    };
  }

  /** Text cannot hold the character NUL there: it becomes U+FFFD. */
  static String withoutNul(String text) {
    return text.replace('\0', '\uFFFD');
  }

  private static String ofInstant(Instant instant) {
    var time = instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    return ofDate(time.toLocalDate(), " " + time.toLocalTime() + "+00");
  }

  /** Years before 1 are counted backwards; 0 is 1 BC. */
  private static String ofDate(LocalDate date, String time) {
    int year = date.getYear();
    String text =
        String.format(
            Locale.ROOT,
            "%04d-%02d-%02d%s",
            year > 0 ? year : 1 - year,
            date.getMonthValue(),
            date.getDayOfMonth(),
            time);
    return year > 0 ? text : text + " BC";
  }

  private static String ofArray(Type element, List<?> cells) {
    StringBuilder text = new StringBuilder("{");
    for (Object cell : cells) {
      text.append(text.length() > 1 ? "," : "");
      if (cell == null) {
        text.append("NULL");
      } else if (element.kind() == Type.Kind.ARRAY) {
        text.append(of(element, cell));
      } else {
        String quoted = of(element, cell).replace("\\", "\\\\").replace("\"", "\\\"");
        text.append('"').append(quoted).append('"');
      }
    }
    return text.append('}').toString();
  }

  private static Type elementOf(Type array) {
    Type element = array.element();
    if (element == null) {
      throw new IllegalStateException("an array type without an element type");
    }
    return element;
  }
}
