package io.tidemark.spec;

import io.tidemark.decode.DecodedField;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the events are.
 *
 * @param time the name of the field that is the event time
 */
public record EventSpec(
    List<DecodedField> fields,
    List<DerivedSpec> derive,
    String time,
    WatermarkSpec watermark,
    Optional<DedupSpec> dedup)
    implements Serializable {

  /** The fields that are decoded, in the file's order. */
  public Schema decodedSchema() {
    return Schema.of(fields.stream().map(DecodedField::field).toList());
  }

  /** {@link #decodedSchema}, then the derived fields, all nullable. */
  public Schema schema() {
    List<Field> derived = new ArrayList<>();
    derive.forEach(d -> derived.add(Field.nullable(d.name(), d.type())));
    return decodedSchema().with(derived);
  }

  /** A field computed from the fields; it may use derived fields that stand before it. */
  public record DerivedSpec(String name, Type type, Expression expression)
      implements Serializable {}

  /** How the partition watermark moves. */
  public record WatermarkSpec(
      Duration outOfOrderness, Duration idleTimeout, Duration futureTolerance)
      implements Serializable {}

  /**
   * An event is a duplicate of one kept before it that has the same cells in {@code by} and an
   * event time no further away than {@code within}.
   */
  public record DedupSpec(List<String> by, Duration within, Place place) implements Serializable {}
}
