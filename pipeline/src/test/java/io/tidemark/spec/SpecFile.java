package io.tidemark.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A spec as a test writes it: a text, and the variables it is read with. */
final class SpecFile {
  static final Map<String, String> ENV =
      Map.of(
          "PG_URL", "jdbc:postgresql://db:5432/web",
          "PG_USER", "web",
          "PG_PASSWORD", "hunter2",
          "WAREHOUSE", "/lake");

  private final String text;
  private final Map<String, String> env;

  private SpecFile(String text, Map<String, String> env) {
    this.text = text;
    this.env = env;
  }

  static SpecFile of(String text) {
    return new SpecFile(text, ENV);
  }

  static SpecFile resource(String name) {
    return of(text(name));
  }

  /** The test resource of that name. */
  static String text(String name) {
    try (InputStream in = SpecFile.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A spec that runs, and leaves out what has a default. */
  static SpecFile defaults() {
    return resource("defaults.yaml");
  }

  /** This with {@code new} in the place of {@code old}, which must stand there. */
  SpecFile with(String old, String replacement) {
    if (!text.contains(old)) {
      throw new IllegalArgumentException("nowhere: " + old);
    }
    return new SpecFile(text.replace(old, replacement), env);
  }

  SpecFile withEnv(Map<String, String> env) {
    return new SpecFile(text, env);
  }

  PipelineSpec parse() throws SpecException {
    return inFile(file -> SpecParser.parse(file, env));
  }

  PipelineSpec parseWithoutSecrets() throws SpecException {
    return inFile(file -> SpecParser.parseWithoutSecrets(file, env));
  }

  /** Its errors as {@code line:column: message}. */
  List<String> errors() {
    try {
      parse();
      return List.of();
    } catch (SpecException e) {
      return e.errors().stream()
          .map(x -> x.place().line() + ":" + x.place().column() + ": " + x.message())
          .toList();
    }
  }

  private interface Reader {
    PipelineSpec read(Path file) throws SpecException;
  }

  private PipelineSpec inFile(Reader reader) throws SpecException {
    try {
      Path file = Files.createTempFile("spec", ".yaml");
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
