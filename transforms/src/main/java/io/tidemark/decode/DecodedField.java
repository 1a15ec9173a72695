package io.tidemark.decode;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How one field of an event is read from an arrival.
 *
 * @param defaultValue a cell of {@code type} for a missing value, or null
 * @param path where it stands in the JSON document, outermost first; for {@link Origin#HEADER} the
 *     header's name alone; else empty
 * @param format how the text or number of a timestamp is read; null: ISO-8601 with a zone
 */
public record DecodedField(
    String name,
    Type type,
    boolean optional,
    @Nullable Object defaultValue,
    Origin origin,
    List<String> path,
    @Nullable TimestampFormat format)
    implements Serializable {

  /** Its column: nullable when it is optional and has no default. */
  public Field field() {
    return new Field(name, type, optional && defaultValue == null);
  }

  /** Where a field's value comes from. */
  public enum Origin {
    PAYLOAD,
    HEADER,
    KEY,
    TOPIC,
    ARRIVED_AT
  }

  /**
   * How a timestamp is written: a number of units since the epoch, or a text of a pattern.
   *
   * @param unit seconds, millis, micros or nanos
   * @param pattern of {@link java.time.format.DateTimeFormatter}
   * @param zone for texts that name none; without it such a text is refused
   */
  public record TimestampFormat(
      @Nullable String unit, @Nullable String pattern, @Nullable ZoneId zone)
      implements Serializable {}
}
