package io.tidemark.spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fills variables in texts: <code>${NAME}</code>, <code>${NAME:-default}</code> (also for an empty
 * variable) and <code>${file:PATH}</code>; two dollars make a literal <code>${</code>. What was
 * filled in is text: it is not looked at again.
 */
final class Variables {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int SHORTEST_HIDDEN = 4;

  private final Map<String, String> env;
  private final Path directory;
  private final boolean unsetIsError;
  private final Map<String, String> filledIn;
  private final boolean literal;

  private Variables(
      Map<String, String> env,
      Path directory,
      boolean unsetIsError,
      Map<String, String> filledIn,
      boolean literal) {
    this.env = env;
    this.directory = directory;
    this.unsetIsError = unsetIsError;
    this.filledIn = filledIn;
    this.literal = literal;
  }

  /** Those of {@code env}, and files relative to {@code directory}. */
  static Variables of(Map<String, String> env, Path directory) {
    return new Variables(env, directory, true, new HashMap<>(), false);
  }

  static Variables none() {
    return of(Map.of(), Path.of(""));
  }

  /** For files that have none: every text is what it says. */
  static Variables literal() {
    return new Variables(Map.of(), Path.of(""), false, new HashMap<>(), true);
  }

  /** The same, where one that is not set stays as it is written. */
  Variables allowingUnset() {
    return new Variables(env, directory, false, filledIn, literal);
  }

  /**
   * A text with its variables filled in.
   *
   * @param changed whether it had any
   * @param unset whether one of them stayed as it is written
   */
  record Filled(String text, boolean changed, boolean unset, List<Problem> problems) {}

  /** What is wrong at {@code offset} of a text, in chars. */
  record Problem(int offset, String message) {}

  Filled fill(String text) {
    if (literal) {
      return new Filled(text, false, false, List.of());
    }
    StringBuilder out = new StringBuilder();
    List<Problem> problems = new ArrayList<>();
    boolean unset = false;
    int at = 0;
    while (true) {
      int open = text.indexOf("${", at);
      if (open < 0) {
        out.append(text, at, text.length());
        return new Filled(out.toString(), !out.toString().equals(text), unset, problems);
      }
      if (open > at && text.charAt(open - 1) == '$') {
        out.append(text, at, open).append('{');
        at = open + 2;
        continue;
      }
      out.append(text, at, open);
      int close = text.indexOf('}', open);
      if (close < 0) {
        problems.add(new Problem(open, "'${' has no '}', expected ${NAME}, or $${ for the text"));
        return new Filled(text, true, unset, problems);
      }
      String written = text.substring(open, close + 1);
      try {
        out.append(value(written));
      } catch (UnsetException e) {
        unset = true;
        out.append(written);
        if (unsetIsError || e.malformed) {
          problems.add(new Problem(open, e.getMessage()));
        }
      }
      at = close + 1;
    }
  }

  private String value(String written) throws UnsetException {
    String inside = written.substring(2, written.length() - 1);
    if (inside.startsWith("file:")) {
      return remember(written, content(inside.substring("file:".length())));
    }
    int mark = inside.indexOf(":-");
    String name = mark < 0 ? inside : inside.substring(0, mark);
    if (!NAME.matcher(name).matches() || inside.contains("${")) {
      throw new UnsetException(
          "'"
              + written
              + "' is no variable, expected ${NAME}, ${NAME:-default}, ${file:PATH},"
              + " or $${ for the text",
          true);
    }
    String value = env.get(name);
    if (mark >= 0) {
      boolean given = value != null && !value.isEmpty();
      return given ? remember("${" + name + "}", value) : inside.substring(mark + 2);
    }
    if (value == null) {
      throw new UnsetException(
          "the variable " + name + " is not set, expected it in the environment", false);
    }
    return remember(written, value);
  }

  private String content(String name) throws UnsetException {
    try {
      String content = Files.readString(directory.resolve(name), StandardCharsets.UTF_8);
      String oneLess =
          content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
      return oneLess.endsWith("\r") && oneLess.length() < content.length()
          ? oneLess.substring(0, oneLess.length() - 1)
          : oneLess;
    } catch (IOException | InvalidPathException e) {
      throw new UnsetException(
          "the file '" + name + "' cannot be read, expected it beside the spec", false);
    }
  }

  private String remember(String written, String value) {
    if (value.length() >= SHORTEST_HIDDEN) {
      filledIn.put(value, written);
    }
    return value;
  }

  /** {@code message} with every value that was filled in as the file writes it. */
  String hide(String message) {
    List<String> values = new ArrayList<>(filledIn.keySet());
    values.sort((a, b) -> Integer.compare(b.length(), a.length()));
    String hidden = message;
    for (String value : values) {
      hidden = hidden.replace(value, filledIn.get(value));
    }
    return hidden;
  }

  private static final class UnsetException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean malformed;

    UnsetException(String message, boolean malformed) {
      super(message);
      this.malformed = malformed;
    }
  }
}
