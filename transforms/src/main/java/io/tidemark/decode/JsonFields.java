package io.tidemark.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.common.base.Utf8;
import com.google.common.primitives.Ints;
import io.tidemark.decode.DecodedField.Origin;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
  private final Node root = new Node();

  private JsonFields(List<DecodedField> fields) {
    this.readers = new CellReader[fields.size()];
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
    return new JsonFields(fields);
  }

  CellReader reader(int field) {
    return readers[field];
  }

  /** Reads them from one JSON object. */
  public FieldValues read(byte[] payload) throws MalformedException {
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

  private void object(JsonParser parser, Node node, FieldValues values) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Node child = node.children.get(name);
      parser.nextToken();
      if (child == null) {
        parser.skipChildren();
      } else {
        child.clear(values);
        value(parser, child, values);
      }
    }
  }

  private void value(JsonParser parser, Node node, FieldValues values) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT && !node.children.isEmpty()) {
      for (int field : node.fields) {
        values.refuse(field, UnreadableCellException.expected("an object", "a single value"));
      }
      object(parser, node, values);
    } else if (node.fields.length == 0) {
      parser.skipChildren();
    } else if (node.fields.length == 1) {
      read(parser, node.fields[0], values);
    } else {
      severalTimes(parser, node, values);
    }
  }

  private void severalTimes(JsonParser parser, Node node, FieldValues values) throws IOException {
    try (TokenBuffer copy = new TokenBuffer(parser)) {
      copy.copyCurrentStructure(parser);
      for (int field : node.fields) {
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

  /** One name of the wanted paths. */
  private static final class Node implements Serializable {
    private final Map<String, Node> children = new HashMap<>();
    private int[] fields = new int[0];

    void add(List<String> path, int field) {
      Node node = this;
      for (String name : path) {
        node = node.children.computeIfAbsent(name, n -> new Node());
      }
      List<Integer> all = new ArrayList<>(Ints.asList(node.fields));
      all.add(field);
      node.fields = Ints.toArray(all);
    }

    void clear(FieldValues values) {
      for (int field : fields) {
        values.set(field, null);
      }
      if (!children.isEmpty()) {
        children.values().forEach(child -> child.clear(values));
      }
    }
  }
}
