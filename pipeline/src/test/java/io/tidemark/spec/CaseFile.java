package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A case file, for the spec of {@link SpecFile#defaults} or another, as a test writes it. */
final class CaseFile {
  private static final Map<String, Schema> OUTPUTS =
      new TreeMap<>(
          Map.of(
              "events",
              Schema.of(
                  Field.required("event_time", Type.TIMESTAMP),
                  Field.nullable("bytes", Type.LONG),
                  Field.nullable("price", Type.DOUBLE),
                  Field.nullable("tags", Type.array(Type.STRING))),
              "hits_by_host",
              Schema.of(
                  Field.required("host", Type.STRING),
                  Field.required("window_start", Type.TIMESTAMP),
                  Field.required("window_end", Type.TIMESTAMP),
                  Field.nullable("hits", Type.LONG),
                  Field.required("pane", Type.STRING)),
              "lateEvents",
              Schema.of(Field.required("view", Type.STRING)),
              "deadLetters",
              Schema.of(
                  Field.required("reason", Type.STRING), Field.required("stage", Type.STRING))));

  private final String text;
  private final SpecFile spec;

  private CaseFile(String text, SpecFile spec) {
    this.text = text;
    this.spec = spec;
  }

  static CaseFile of(String text) {
    return new CaseFile(text, SpecFile.defaults());
  }

  /** The same cases of another spec. */
  CaseFile of(SpecFile other) {
    return new CaseFile(text, other);
  }

  static CaseFile resource() {
    return of(SpecFile.text("cases.yaml"));
  }

  /** This with {@code replacement} in the place of {@code old}, which must stand there. */
  CaseFile with(String old, String replacement) {
    if (!text.contains(old)) {
      throw new IllegalArgumentException("nowhere: " + old);
    }
    return new CaseFile(text.replace(old, replacement), spec);
  }

  List<CaseSpec> parse() throws SpecException {
    PipelineSpec parsed = spec.parseWithoutSecrets();
    return inFile(file -> CaseParser.parse(file, parsed, OUTPUTS, false));
  }

  /** The step at {@code index} of the first case. */
  CaseStep.Arrive arrival(int index) throws SpecException {
    return (CaseStep.Arrive) parse().get(0).timeline().get(index);
  }

  /** Its errors as {@code line:column: message}. */
  List<String> errors() throws SpecException {
    PipelineSpec parsed = spec.parseWithoutSecrets();
    try {
      inFile(file -> CaseParser.parse(file, parsed, OUTPUTS, false));
      return List.of();
    } catch (SpecException e) {
      return e.errors().stream()
          .map(x -> x.place().line() + ":" + x.place().column() + ": " + x.message())
          .toList();
    }
  }

  /** The text after the rows of the case at {@code index} were replaced. */
  String expecting(int index, Map<String, List<CaseText.Row>> rows) throws SpecException {
    return inFile(
        file -> {
          CaseText edited = CaseText.read(file);
          edited.expect(index, rows);
          return edited.edited();
        });
  }

  private interface Reader<T> {
    T read(Path file) throws SpecException;
  }

  private <T> T inFile(Reader<T> reader) throws SpecException {
    try {
      Path file = Files.createTempFile("cases", ".yaml");
      try {
        Files.writeString(file, text);
        return reader.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
