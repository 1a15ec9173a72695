package io.tidemark.model;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The type of one column, as a spec names it.
 *
 * <p>A cell of each kind is held as: STRING {@code String}, BOOLEAN {@code Boolean}, LONG {@code
 * Long}, DOUBLE {@code Double}, DECIMAL {@code BigDecimal} with exactly {@link #scale()} digits
 * after the point, TIMESTAMP {@code java.time.Instant}, DATE {@code java.time.LocalDate}, BYTES
 * {@code byte[]}, ARRAY {@code List<Object>}; null in any of them is a missing value.
 *
 * @param kind what it is
 * @param precision digits in all, of a DECIMAL; else 0
 * @param scale digits after the point, of a DECIMAL; else 0
 * @param element what an ARRAY holds; else null
 */
public record Type(Kind kind, int precision, int scale, @Nullable Type element)
    implements Serializable {

  /** The kinds of column. */
  public enum Kind {
    STRING,
    BOOLEAN,
    LONG,
    DOUBLE,
    DECIMAL,
    TIMESTAMP,
    DATE,
    BYTES,
    ARRAY
  }

  /** The most digits a DECIMAL has. */
  public static final int MAX_PRECISION = 38;

  public static final Type STRING = new Type(Kind.STRING, 0, 0, null);
  public static final Type BOOLEAN = new Type(Kind.BOOLEAN, 0, 0, null);
  public static final Type LONG = new Type(Kind.LONG, 0, 0, null);
  public static final Type DOUBLE = new Type(Kind.DOUBLE, 0, 0, null);
  public static final Type TIMESTAMP = new Type(Kind.TIMESTAMP, 0, 0, null);
  public static final Type DATE = new Type(Kind.DATE, 0, 0, null);
  public static final Type BYTES = new Type(Kind.BYTES, 0, 0, null);

  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,2}), *(\\d{1,2})\\)");
  private static final Pattern ARRAY = Pattern.compile("array<(.+)>");

  public static Type decimal(int precision, int scale) {
    return new Type(Kind.DECIMAL, precision, scale, null);
  }

  public static Type array(Type element) {
    return new Type(Kind.ARRAY, 0, 0, element);
  }

  /** The type that a spec writes as {@code text}, or empty where there is none of that name. */
  public static Optional<Type> parse(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      boolean holds = precision >= 1 && precision <= MAX_PRECISION && scale <= precision;
      return holds ? Optional.of(decimal(precision, scale)) : Optional.empty();
    }
    Matcher array = ARRAY.matcher(text);
    if (array.matches()) {
      return parse(array.group(1)).map(Type::array);
    }
    return switch (text) {
      case "string" -> Optional.of(STRING);
      case "boolean" -> Optional.of(BOOLEAN);
      case "long" -> Optional.of(LONG);
      case "double" -> Optional.of(DOUBLE);
      case "timestamp" -> Optional.of(TIMESTAMP);
      case "date" -> Optional.of(DATE);
      case "bytes" -> Optional.of(BYTES);
      default -> Optional.empty();
    };
  }

  /** As a spec writes it: {@code decimal(18,2)}, {@code array<string>}. */
  @Override
  public String toString() {
    return switch (kind) {
      case DECIMAL -> "decimal(" + precision + "," + scale + ")";
      case ARRAY -> "array<" + element + ">";
      default -> kind.name().toLowerCase(Locale.ROOT);
    };
  }
}
