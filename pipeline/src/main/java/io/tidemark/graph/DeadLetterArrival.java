package io.tidemark.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.Header;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads back what {@link DeadLetterRow} wrote: the letter with the bytes that arrived. */
final class DeadLetterArrival {
  private static final Schema SCHEMA = Tables.deadLetters().schema();
  private static final JsonFactory JSON = new JsonFactory();
  private static final String BASE64 = "base64:";

  private DeadLetterArrival() {}

  /**
   * The letter of {@code row}, without an event time.
   *
   * @param kafka whether partitions are named {@code topic-3}
   */
  static DeadLetter of(Cells row, boolean kafka) {
    String partition = text(row, "source_partition");
    Arrival arrival =
        new Arrival(
            payload(row),
            bytes((String) cell(row, "key")),
            headers((String) cell(row, "headers")),
            kafka ? partition.replaceFirst("-\\d+$", "") : null,
            new Position(partition, (Long) cell(row, "source_offset")),
            ((Instant) cell(row, "arrived_at")).toEpochMilli());
    Object tidemark = cell(row, "tidemark");
    return new DeadLetter(
        reason(row),
        text(row, "message"),
        text(row, "stage"),
        null,
        tidemark instanceof Instant at ? at.toEpochMilli() : Event.BEFORE_ALL,
        arrival);
  }

  static Reason reason(Cells row) {
    return Reason.valueOf(text(row, "reason"));
  }

  static String text(Cells row, String column) {
    return String.valueOf(cell(row, column));
  }

  private static byte[] payload(Cells row) {
    String payload = text(row, "payload");
    return cell(row, "payload_encoding") == null
        ? payload.getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(payload);
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.startsWith(BASE64)
        ? Base64.getDecoder().decode(text.substring(BASE64.length()))
        : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Token by token: a name may stand there again. */
  private static List<Header> headers(@Nullable String json) {
    List<Header> headers = new ArrayList<>();
    if (json == null) {
      return headers;
    }
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          headers.add(new Header(name, bytes(parser.getValueAsString())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return headers;
  }

  private static @Nullable Object cell(Cells row, String column) {
    return row.get(SCHEMA.indexOf(column));
  }
}
