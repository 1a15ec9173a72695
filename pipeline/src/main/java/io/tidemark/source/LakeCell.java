package io.tidemark.source;

import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a value of Iceberg's as a declared type. One of another type is taken where its text is one
 * of the declared type: a decimal without a fraction as a long, anything but bytes and nested
 * values as a string. A timestamp without a zone is UTC.
 */
final class LakeCell implements Serializable {
  private final Type type;
  private final Texts texts;
  private final @Nullable LakeCell elements;

  /** Reads a value from its text. */
  interface Texts extends Serializable {
    Object read(String text) throws UnreadableCellException;
  }

  LakeCell(Type type, Texts texts) {
    this.type = type;
    this.texts = texts;
    this.elements = type.element() == null ? null : ofElement(type.element());
  }

  private static LakeCell ofElement(Type type) {
    CellReader reader = CellReader.of(type, null);
    return new LakeCell(type, reader::text);
  }

  @Nullable Object of(@Nullable Object value) throws UnreadableCellException {
    if (value == null) {
      return null;
    }
    Object cell =
        switch (type.kind()) {
          case STRING -> value instanceof CharSequence text ? text.toString() : null;
          case BOOLEAN -> value instanceof Boolean flag ? flag : null;
          case LONG -> whole(value);
          case DOUBLE -> value instanceof Double number && Double.isFinite(number) ? number : null;
          case DECIMAL -> value instanceof BigDecimal number && fits(number) ? number : null;
          case TIMESTAMP -> value instanceof LocalDate ? null : instant(value);
          case DATE -> value instanceof LocalDate date ? date : null;
          case BYTES -> bytes(value);
          case ARRAY -> value instanceof List<?> list ? list(list) : null;
        };
    return cell == null ? texts.read(text(value)) : cell;
  }

  private static @Nullable Object whole(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return value instanceof Long number ? number : null;
  }

  private boolean fits(BigDecimal number) {
    return number.scale() == type.scale() && number.precision() <= type.precision();
  }

  private static @Nullable Object instant(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : null;
  }

  private static byte @Nullable [] bytes(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value instanceof byte[] bytes ? bytes : null;
  }

  private List<@Nullable Object> list(List<?> values) throws UnreadableCellException {
    List<@Nullable Object> cells = new ArrayList<>(values.size());
    for (Object value : values) {
      cells.add(elements.of(value));
    }
    return cells;
  }

  private String text(Object value) throws UnreadableCellException {
    if (type.kind() != Type.Kind.BYTES && type.kind() != Type.Kind.ARRAY) {
      Object instant = instant(value);
      if (instant != null) {
        return instant.toString();
      }
      if (value instanceof BigDecimal number) {
        return number.toPlainString();
      }
      if (value instanceof CharSequence
          || value instanceof Number
          || value instanceof Boolean
          || value instanceof LocalDate
          || value instanceof LocalTime
          || value instanceof UUID) {
        return value.toString();
      }
    }
    throw new UnreadableCellException("is " + kind(value) + ", expected " + type);
  }

  private static String kind(Object value) {
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Map) {
      return "a map";
    }
    return value instanceof ByteBuffer || value instanceof byte[]
        ? "bytes"
        : value instanceof org.apache.iceberg.StructLike ? "a struct" : value.toString();
  }
}
