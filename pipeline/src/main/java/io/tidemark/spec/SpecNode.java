package io.tidemark.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One value of a spec, with the key it stands under. A getter that finds something else than it
 * expects adds an error and returns nothing; a node without a value, of which an error was added
 * already, returns nothing and adds none.
 */
final class SpecNode {
  private static final int LONGEST_QUOTE = 60;

  private final Reading reading;
  private final String name;
  private final Place keyPlace;
  private final @Nullable Node node;

  SpecNode(Reading reading, String name, Place keyPlace, @Nullable Node node) {
    this.reading = reading;
    this.name = name;
    this.keyPlace = keyPlace;
    this.node = node == null || reading.spoiled().contains(node) ? null : node;
  }

  /** The same value, where a variable that is not set stays as it is written. */
  SpecNode allowingUnset() {
    return new SpecNode(reading.allowingUnset(), name, keyPlace, node);
  }

  /** The key that it stands under. */
  String name() {
    return name;
  }

  Place keyPlace() {
    return keyPlace;
  }

  Place place() {
    return node == null ? keyPlace : reading.text().place(node);
  }

  void error(String message) {
    reading.errors().add(place(), message);
  }

  void keyError(String message) {
    reading.errors().add(keyPlace, message);
  }

  /** Refuses what a later version will do. */
  void unsupported(String what) {
    keyError(what + " not supported yet");
  }

  /** Whether there is a value that has no error so far. */
  boolean isPresent() {
    return node != null;
  }

  boolean isPlain() {
    return node instanceof ScalarNode scalar && scalar.isPlain();
  }

  boolean isText() {
    return node instanceof ScalarNode && !isNull();
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** Whether it is YAML's null; a quoted text never is. */
  boolean isNull() {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
  }

  private String kind() {
    return isNull() ? "nothing" : isMapping() ? "a mapping" : isList() ? "a list" : "text";
  }

  private void wrongKind(String expected) {
    if (node != null) {
      String mend = isText() && expected.equals("a list") ? ": write [" + quote() + "]" : "";
      String hint = isNull() ? commentHint() : "";
      error("expected %s for '%s', found %s%s%s".formatted(expected, name, kind(), mend, hint));
    }
  }

  /** What to say of an error behind which YAML saw a comment. */
  private String commentHint() {
    return node instanceof ScalarNode scalar
            && scalar.isPlain()
            && reading.text().commentFollows(SpecText.end(node))
        ? " (YAML reads what follows '#' as a comment: quote it if it is text)"
        : "";
  }

  /** The mapping; one without keys if it is none. */
  Section mapping() {
    if (node instanceof MappingNode mapping) {
      return new Section(reading, this, mapping.getValue());
    }
    wrongKind("a mapping");
    return new Section(reading, this, null);
  }

  /** The list's values; none if it is no list. */
  List<SpecNode> list() {
    List<SpecNode> values = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node value : sequence.getValue()) {
        values.add(new SpecNode(reading, name, reading.text().place(value), value));
      }
    } else {
      wrongKind("a list");
    }
    return values;
  }

  /** The list's texts; an empty list is an error. */
  List<String> texts() {
    if (isList() && list().isEmpty()) {
      error("'" + name + "' is empty, expected one at least");
    }
    return list().stream().map(SpecNode::text).flatMap(Optional::stream).toList();
  }

  /** The text as the file has it, for a message. */
  String quote() {
    if (!(node instanceof ScalarNode scalar)) {
      return kind();
    }
    if (Secrets.isSecretKey(name)) {
      return Secrets.MASK;
    }
    String text = scalar.getValue().replace("\n", " ").strip();
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }

  /** The text with its variables filled in, which may be empty. */
  Optional<Variables.Filled> filled() {
    if (!isText() || !(node instanceof ScalarNode scalar)) {
      wrongKind("text");
      return Optional.empty();
    }
    Variables.Filled filled = reading.variables().fill(scalar.getValue());
    for (Variables.Problem problem : filled.problems()) {
      reading.errors().add(placeOf(problem.offset()), problem.message());
    }
    return filled.problems().isEmpty() ? Optional.of(filled) : Optional.empty();
  }

  /** The text with its variables filled in; an empty one is an error. */
  Optional<String> text() {
    Optional<String> text = filled().map(Variables.Filled::text);
    if (text.isPresent() && text.get().isBlank()) {
      error("'" + name + "' is empty, expected text");
      return Optional.empty();
    }
    return text;
  }

  /** What {@code parse} makes of the text; {@code expected} says what that would be. */
  <T> Optional<T> as(String expected, Function<String, Optional<T>> parse) {
    Optional<Variables.Filled> filled = filled();
    if (filled.isEmpty() || filled.get().unset()) {
      return Optional.empty();
    }
    Optional<T> value = parse.apply(filled.get().text());
    if (value.isEmpty()) {
      error("expected %s for '%s', found '%s'".formatted(expected, name, quote()));
    }
    return value;
  }

  /** A duration of 0 or more. */
  Optional<Duration> duration() {
    return as(Quantity.DURATION, Quantity::duration);
  }

  /** A duration of more than 0. */
  Optional<Duration> positiveDuration() {
    Optional<Duration> duration = duration();
    if (duration.isPresent() && duration.get().isZero()) {
      error("'%s' is %s, expected more than 0".formatted(name, quote()));
      return Optional.empty();
    }
    return duration;
  }

  Optional<Long> size() {
    return as(Quantity.SIZE, text -> Quantity.size(text).filter(size -> size > 0));
  }

  Optional<Double> share() {
    return as(Quantity.SHARE, Quantity::share);
  }

  /** A whole number from 1 to {@code most}. */
  Optional<Long> count(long most) {
    return as(
        "a whole number from 1 to " + most,
        text -> Quantity.whole(text).filter(n -> n >= 1 && n <= most));
  }

  Optional<Boolean> bool() {
    return as(
        "true or false",
        text ->
            switch (text) {
              case "true", "True", "TRUE" -> Optional.of(true);
              case "false", "False", "FALSE" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** One of {@code words}. */
  Optional<String> choice(String... words) {
    return as(
        (words.length > 2 ? "one of " : "") + String.join(words.length > 2 ? ", " : " or ", words),
        text -> Optional.of(text).filter(List.of(words)::contains));
  }

  /** The place of the char at {@code offset} of the text; of the text, where that is not known. */
  Place placeOf(int offset) {
    return node instanceof ScalarNode scalar ? reading.text().place(scalar, offset) : place();
  }

  /** Adds an error at {@code offset} of the text, or at its start if variables moved it. */
  void errorInside(int offset, String message) {
    boolean moved = filled().map(Variables.Filled::changed).orElse(true);
    reading.errors().add(placeOf(moved ? 0 : offset), message + commentHint());
  }
}
