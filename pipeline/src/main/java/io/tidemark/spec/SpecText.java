package io.tidemark.spec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The text of a file, counted in code points as YAML's marks are. */
final class SpecText {
  /** What is written by hand is smaller: a larger file is another one. */
  private static final long MAX_BYTES = 1 << 20;

  private final String file;
  private final int[] points;

  private SpecText(String file, int[] points) {
    this.file = file;
    this.points = points;
  }

  static SpecText of(String file, String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new SpecText(file, body.codePoints().toArray());
  }

  /**
   * The text of {@code path}; one that cannot be read is an exception that says why.
   *
   * @param expected what the file should be: {@code a spec file}
   */
  static SpecText read(Path path, String expected) throws SpecException {
    try {
      if (Files.isDirectory(path)) {
        throw unreadable(path, "this is a directory, expected " + expected);
      }
      if (Files.size(path) > MAX_BYTES) {
        throw unreadable(path, "the file is larger than 1 MB, expected " + expected);
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      return of(path.toString(), StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw unreadable(path, "the file is not UTF-8 text");
    } catch (NoSuchFileException e) {
      throw unreadable(path, "there is no such file");
    } catch (IOException e) {
      throw unreadable(path, "the file cannot be read");
    }
  }

  private static SpecException unreadable(Path path, String message) {
    Errors errors = new Errors();
    errors.add(new Place(path.toString(), 1, 1), message);
    return errors.toException(Variables.none(), List.of());
  }

  String file() {
    return file;
  }

  String text() {
    return slice(0, points.length);
  }

  int length() {
    return points.length;
  }

  /** The code point at {@code index}; -1 past the end. */
  int at(int index) {
    return index < points.length ? points[index] : -1;
  }

  String slice(int from, int to) {
    return new String(points, from, Math.max(0, Math.min(to, points.length) - from));
  }

  static int start(Node node) {
    return node.getStartMark().orElseThrow().getIndex();
  }

  static int end(Node node) {
    return node.getEndMark().orElseThrow().getIndex();
  }

  Place place(Node node) {
    return place(node.getStartMark().orElseThrow());
  }

  /**
   * The place of the char at {@code offset} of a value; of the value, where they are written
   * otherwise: over several lines, or with escapes.
   */
  Place place(ScalarNode scalar, int offset) {
    Place start = place((Node) scalar);
    String value = scalar.getValue();
    int quote = scalar.isPlain() ? 0 : 1;
    boolean asWritten = slice(start(scalar) + quote, end(scalar) - quote).equals(value);
    if (!asWritten || value.indexOf('\n') >= 0 || offset > value.length()) {
      return start;
    }
    int inside = value.codePointCount(0, offset);
    return new Place(file, start.line(), start.column() + quote + inside);
  }

  Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  Place place(int index) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(index, points.length); i++) {
      boolean newLine = points[i] == '\n' || (points[i] == '\r' && at(i + 1) != '\n');
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
    return new Place(file, line, column);
  }

  /** The first index from {@code index} on that is neither a space nor a tab. */
  int skipBlanks(int index) {
    int i = index;
    while (at(i) == ' ' || at(i) == '\t') {
      i++;
    }
    return i;
  }

  /** Whether YAML took what follows {@code index} for a comment. */
  boolean commentFollows(int index) {
    int next = skipBlanks(index);
    return next > index && at(next) == '#';
  }
}
