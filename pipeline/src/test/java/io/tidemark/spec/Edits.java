package io.tidemark.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A table of edits of a file, {@code - OLD ==> NEW}, each with the errors that it causes, indented
 * by four.
 */
final class Edits {
  private Edits() {}

  static Stream<Arguments> of(String resource) {
    List<Arguments> edits = new ArrayList<>();
    List<String> errors = List.of();
    for (String line : SpecFile.text(resource).lines().toList()) {
      if (line.startsWith("- ")) {
        int arrow = line.indexOf(" ==>");
        String replacement = line.substring(arrow + " ==>".length());
        errors = new ArrayList<>();
        edits.add(
            Arguments.of(
                unescaped(line.substring(2, arrow)),
                unescaped(replacement.startsWith(" ") ? replacement.substring(1) : replacement),
                errors));
      } else if (line.startsWith("    ")) {
        errors.add(line.strip());
      }
    }
    return edits.stream();
  }

  private static String unescaped(String text) {
    return text.replace("\\\\n", "\u0000")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\u0000", "\\n");
  }
}
