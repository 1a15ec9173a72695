package io.tidemark.decode;

import com.google.common.math.LongMath;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Header;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decodes an arrival whose payload is one JSON object into a row and its event time.
 *
 * <p>A field that is missing or null takes its default, or stays null where it is optional, else
 * the arrival is refused. Of several reasons the first in this order counts: MALFORMED,
 * NO_EVENT_TIME, SCHEMA (of the first such field in the spec's order), FUTURE_EVENT_TIME. So only
 * an arrival with nothing else wrong is judged by the clock: the other reasons depend on its bytes
 * alone, and are the same in every replay.
 *
 * <p>Bytes that are not UTF-8, an empty payload, and anything after the object are MALFORMED. A
 * header that stands several times counts as its last one.
 */
public final class JsonDecoder implements Serializable {
  private final List<DecodedField> fields;
  private final Schema schema;
  private final JsonFields json;
  private final int[] outsidePayload;
  private final int[] unneeded;
  private final int time;
  private final long futureTolerance;

  private JsonDecoder(List<DecodedField> fields, boolean[] needed, int time, long futureTolerance) {
    this.fields = List.copyOf(fields);
    this.schema = schema(fields);
    this.json = JsonFields.of(fields, needed);
    this.time = time;
    this.futureTolerance = futureTolerance;
    this.outsidePayload =
        IntStream.range(0, fields.size())
            .filter(i -> fields.get(i).origin() != Origin.PAYLOAD)
            .toArray();
    this.unneeded = IntStream.range(0, fields.size()).filter(i -> !needed[i]).toArray();
  }

  /**
   * @param timeField the name of the field, a timestamp, that is the event time
   * @param futureTolerance how far after its arrival an event may have happened
   */
  public static JsonDecoder of(
      List<DecodedField> fields, String timeField, Duration futureTolerance) {
    int time = schema(fields).indexOf(timeField);
    if (!fields.get(time).type().equals(Type.TIMESTAMP)) {
      throw new IllegalArgumentException(timeField + " is no timestamp");
    }
    boolean[] needed = new boolean[fields.size()];
    Arrays.fill(needed, true);
    return new JsonDecoder(fields, needed, time, futureTolerance.toMillis());
  }

  /**
   * One that accepts and refuses the same, for the same reasons, and reads only the event time and
   * the fields called {@code names}: the cells of the others are null, and cost next to nothing.
   */
  public JsonDecoder withNeeded(Set<String> names) {
    boolean[] needed = new boolean[fields.size()];
    for (int i = 0; i < needed.length; i++) {
      needed[i] = i == time || names.contains(fields.get(i).name());
    }
    return new JsonDecoder(fields, needed, time, futureTolerance);
  }

  private static Schema schema(List<DecodedField> fields) {
    return Schema.of(fields.stream().map(DecodedField::field).toList());
  }

  /** The columns of what it decodes. */
  public Schema schema() {
    return schema;
  }

  /** Decodes one arrival; what is wrong with it is a result, never an exception. */
  public Decoded decode(Arrival arrival) {
    return decode(arrival, FutureJudge.CLOCK);
  }

  /** Likewise, where another than the clock may have judged the event time. */
  public Decoded decode(Arrival arrival, FutureJudge judge) {
    FieldValues values;
    try {
      values = json.read(arrival.payload());
    } catch (MalformedException e) {
      return new Decoded.Refused(Reason.MALFORMED, e.getMessage());
    }
    for (int field : outsidePayload) {
      readOutsidePayload(arrival, field, values);
    }
    String refusal = refusal(time, values);
    if (refusal != null || values.value(time) == null) {
      String found = refusal == null ? "is missing" : refusal;
      return refused(Reason.NO_EVENT_TIME, time, found);
    }
    for (int i = 0; i < fields.size(); i++) {
      refusal = refusal(i, values);
      if (refusal != null) {
        return refused(Reason.SCHEMA, i, refusal);
      }
    }
    Decoded judged = judgeTime(values, arrival, judge);
    for (int i : unneeded) {
      values.set(i, null);
    }
    return judged;
  }

  /** What is wrong with the field, its default filled in; null: nothing. */
  private @Nullable String refusal(int i, FieldValues values) {
    String refusal = values.refusal(i);
    if (refusal != null || values.value(i) != null) {
      return refusal;
    }
    DecodedField field = fields.get(i);
    if (field.defaultValue() != null) {
      values.set(i, field.defaultValue());
      return null;
    }
    return field.optional() ? null : "is missing";
  }

  private Decoded judgeTime(FieldValues values, Arrival arrival, FutureJudge judge) {
    Object at = values.value(time);
    if (!(at instanceof Instant instant)) {
      throw new IllegalStateException("the event time is " + at);
    }
    long eventTime = instant.toEpochMilli();
    if (judge == FutureJudge.REFUSED) {
      return refused(
          Reason.FUTURE_EVENT_TIME,
          time,
          "is %s, which was in the future when it was first read".formatted(instant));
    }
    if (judge == FutureJudge.CLOCK
        && eventTime > LongMath.saturatedAdd(arrival.arrivedAt(), futureTolerance)) {
      return refused(
          Reason.FUTURE_EVENT_TIME,
          time,
          "is %s, but it arrived at %s; futureTolerance is %s"
              .formatted(
                  instant,
                  Instant.ofEpochMilli(arrival.arrivedAt()),
                  Duration.ofMillis(futureTolerance)));
    }
    return new Decoded.Accepted(Cells.of(values.take()), eventTime);
  }

  private Decoded refused(Reason reason, int field, String what) {
    return new Decoded.Refused(reason, fields.get(field).name() + " " + what);
  }

  private void readOutsidePayload(Arrival arrival, int i, FieldValues values) {
    DecodedField field = fields.get(i);
    try {
      values.set(
          i,
          switch (field.origin()) {
            case HEADER -> cell(i, lastHeader(arrival, field.path().get(0)));
            case KEY -> cell(i, arrival.key());
            case TOPIC -> arrival.topic() == null ? null : json.reader(i).text(arrival.topic());
            case ARRIVED_AT -> arrivedAt(i, arrival.arrivedAt());
            case PAYLOAD -> values.value(i);
          });
    } catch (UnreadableCellException e) {
      values.refuse(i, e);
    }
  }

  private static byte @Nullable [] lastHeader(Arrival arrival, String name) {
    byte[] value = null;
    for (Header header : arrival.headers()) {
      value = header.name().equals(name) ? header.value() : value;
    }
    return value;
  }

  /** The bytes themselves for a field of bytes, else the value that their text names. */
  private @Nullable Object cell(int i, byte @Nullable [] bytes) throws UnreadableCellException {
    if (bytes == null || fields.get(i).type().equals(Type.BYTES)) {
      return bytes;
    }
    try {
      return json.reader(i)
          .text(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw UnreadableCellException.expected("not UTF-8", "text");
    }
  }

  private Object arrivedAt(int i, long arrivedAt) throws UnreadableCellException {
    Instant instant = Instant.ofEpochMilli(arrivedAt);
    return switch (fields.get(i).type().kind()) {
      case TIMESTAMP -> instant;
      case LONG -> arrivedAt;
      default -> json.reader(i).text(instant.toString());
    };
  }
}
