package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the events are.
 *
 * @param time the name of the field that is the event time
 */
public record EventSpec(
    List<FieldSpec> fields,
    List<DerivedSpec> derive,
    String time,
    WatermarkSpec watermark,
    Optional<DedupSpec> dedup)
    implements Serializable {

  /** The fields that are decoded, in the file's order. */
  public Schema decodedSchema() {
    return Schema.of(fields.stream().map(FieldSpec::field).toList());
  }

  /** {@link #decodedSchema}, then the derived fields, all nullable. */
  public Schema schema() {
    List<Field> derived = new ArrayList<>();
    derive.forEach(d -> derived.add(Field.nullable(d.name(), d.type())));
    return decodedSchema().with(derived);
  }

  /**
   * One field.
   *
   * @param defaultValue a cell of {@code type} for a missing value, or null
   * @param path where it stands in the JSON document, outermost first; for {@link Origin#HEADER}
   *     the header's name alone
   * @param format how the text or number of a timestamp is read; empty: ISO-8601 with a zone
   */
  public record FieldSpec(
      String name,
      Type type,
      boolean optional,
      @Nullable Object defaultValue,
      Origin origin,
      List<String> path,
      Optional<TimestampFormat> format,
      Place place)
      implements Serializable {

    /** Its column: nullable when it is optional and has no default. */
    public Field field() {
      return new Field(name, type, optional && defaultValue == null);
    }
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
   * @param pattern of java.time.format.DateTimeFormatter
   * @param zone for texts that name none
   */
  public record TimestampFormat(
      Optional<String> unit, Optional<String> pattern, Optional<ZoneId> zone)
      implements Serializable {}

  /** A field computed from the fields; it may use derived fields that stand before it. */
  public record DerivedSpec(String name, Type type, Expression expression)
      implements Serializable {}

  /** How the partition watermark moves. */
  public record WatermarkSpec(
      Duration outOfOrderness, Duration idleTimeout, Duration futureTolerance)
      implements Serializable {}

  /** Parsed, not run yet. */
  public record DedupSpec(List<String> by, Duration within, Place place) implements Serializable {}
}
