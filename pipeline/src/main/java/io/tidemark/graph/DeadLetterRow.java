package io.tidemark.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Header;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The row of a dead letter. Bytes are kept whole: as text where they are UTF-8, else as base64,
 * which {@code payload_encoding} says for the payload and a {@code base64:} prefix for the key and
 * header values.
 */
final class DeadLetterRow {
  private static final JsonFactory JSON = new JsonFactory();

  private DeadLetterRow() {}

  static Cells of(DeadLetter letter) {
    Arrival arrival = letter.arrival();
    Optional<String> text = text(arrival.payload());
    return Cells.of(
        letter.reason().name(),
        letter.message(),
        letter.stage(),
        arrival.position().partition(),
        arrival.position().offset(),
        FormRows.instant(arrival.arrivedAt()),
        FormRows.tidemark(letter.tidemark()),
        textOrBase64(arrival.key()),
        headers(arrival.headers()),
        text.orElseGet(() -> base64(arrival.payload())),
        text.isPresent() ? null : "base64");
  }

  /** The headers as a JSON object; a name that occurs again is there again. */
  private static @Nullable String headers(List<Header> headers) {
    if (headers.isEmpty()) {
      return null;
    }
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Header header : headers) {
        json.writeStringField(header.name(), textOrBase64(header.value()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static @Nullable String textOrBase64(byte @Nullable [] bytes) {
    return bytes == null ? null : text(bytes).orElseGet(() -> "base64:" + base64(bytes));
  }

  /** Empty where the bytes are not UTF-8, or hold NUL, which Postgres cannot keep in a text. */
  private static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
