package io.tidemark.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.common.base.Utf8;
import io.tidemark.decode.DecodedField.Origin;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the fields that stand in a JSON object, in one pass over its bytes: what no field needs is
 * skipped, never built. Of a key that stands twice the last one counts, as a whole: what only the
 * first had is missing. Nothing but the bytes decides the result.
 */
public final class JsonFields implements Serializable {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  /** What the parser says of its own settings, where it means to say where an object began. */
  private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at \\[.*?]\\)");

  private final CellReader[] readers;
  private final FieldNode root = FieldNode.root();
  private final boolean[] needed;

  private JsonFields(List<DecodedField> fields, boolean[] needed) {
    this.readers = new CellReader[fields.size()];
    this.needed = needed;
    for (int i = 0; i < readers.length; i++) {
      DecodedField field = fields.get(i);
      readers[i] = CellReader.of(field.type(), field.format());
      if (field.origin() == Origin.PAYLOAD) {
        root.add(field.path(), i);
      }
    }
  }

  /** For those of {@code fields} that stand in the payload; the others stay missing. */
  public static JsonFields of(List<DecodedField> fields) {
    boolean[] all = new boolean[fields.size()];
    Arrays.fill(all, true);
    return new JsonFields(fields, all);
  }

  /**
   * The same; of the fields that are not {@code needed}, it is only told whether they are missing
   * or wrong: their value, if there is a right one, may be any.
   */
  static JsonFields of(List<DecodedField> fields, boolean[] needed) {
    return new JsonFields(fields, needed.clone());
  }

  CellReader reader(int field) {
    return readers[field];
  }

  /** Reads them from one JSON object. */
  public FieldValues read(byte[] payload) throws MalformedException {
    FieldValues plain = plain(payload);
    return plain == null ? parse(payload) : plain;
  }

  /** The same, or null where only the parser can tell. */
  @Nullable FieldValues plain(byte[] payload) {
    return PlainJson.read(JSON, payload, root, readers, needed);
  }

  /** The same, by the parser alone. */
  FieldValues parse(byte[] payload) throws MalformedException {
    if (payload.length == 0) {
      throw new MalformedException("the payload is empty, expected a JSON object");
    }
    requireUtf8(payload);
    FieldValues values = new FieldValues(readers.length);
    try (JsonParser parser = JSON.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedException(
            "the payload begins with "
                + Found.shortened(parser.getText() + "")
                + ", expected a JSON object");
      }
      object(parser, root, values);
      if (parser.nextToken() != null) {
        throw new MalformedException("something stands after the JSON object");
      }
      return values;
    } catch (JsonProcessingException e) {
      throw new MalformedException("not JSON: " + firstLine(e));
    } catch (IOException e) {
      throw new MalformedException("not JSON: " + e.getMessage());
    }
  }

  private static String firstLine(JsonProcessingException e) {
    String line =
        START_MARKER.matcher(e.getOriginalMessage().lines().findFirst().orElse("")).replaceAll("");
    return e.getLocation() == null
        ? line
        : line
            + " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  /** The parser would take a zero among the first bytes for UTF-16 or UTF-32. */
  private static void requireUtf8(byte[] payload) throws MalformedException {
    for (int i = 0; i < Math.min(4, payload.length); i++) {
      if (payload[i] == 0) {
        throw new MalformedException("not JSON: a zero byte at " + i);
      }
    }
    if (!Utf8.isWellFormed(payload)) {
      throw new MalformedException("not JSON: the bytes are not UTF-8");
    }
  }

  private void object(JsonParser parser, FieldNode node, FieldValues values) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      FieldNode child = node.child(name);
      parser.nextToken();
      if (child == null) {
        parser.skipChildren();
      } else {
        child.clear(values);
        value(parser, child, values);
      }
    }
  }

  private void value(JsonParser parser, FieldNode node, FieldValues values) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT && !node.isLeaf()) {
      for (int field : node.fields()) {
        values.refuse(field, UnreadableCellException.expected("an object", "a single value"));
      }
      object(parser, node, values);
    } else if (node.fields().length == 0) {
      parser.skipChildren();
    } else if (node.fields().length == 1) {
      read(parser, node.fields()[0], values);
    } else {
      severalTimes(parser, node, values);
    }
  }

  private void severalTimes(JsonParser parser, FieldNode node, FieldValues values)
      throws IOException {
    try (TokenBuffer copy = new TokenBuffer(parser)) {
      copy.copyCurrentStructure(parser);
      for (int field : node.fields()) {
        try (JsonParser again = copy.asParser()) {
          again.nextToken();
          read(again, field, values);
        }
      }
    }
  }

  private void read(JsonParser parser, int field, FieldValues values) throws IOException {
    try {
      values.set(field, readers[field].json(parser));
    } catch (UnreadableCellException e) {
      values.refuse(field, e);
    }
  }
}
