package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns that an expression may use. Of some only the name is known, since an error was added
 * where they are declared: what uses them gets no further error.
 */
final class Scope {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Schema schema;
  private final Set<String> doubtful;
  private final boolean unknown;

  private Scope(Schema schema, Set<String> doubtful, boolean unknown) {
    this.schema = schema;
    this.doubtful = doubtful;
    this.unknown = unknown;
  }

  static Scope of(List<Field> fields) {
    return new Scope(Schema.of(fields), Set.of(), false);
  }

  /** Nothing is known: any name may be a column. */
  static Scope unknown() {
    return of(List.of()).withAnything();
  }

  Schema schema() {
    return schema;
  }

  Scope with(List<Field> fields) {
    List<Field> fresh = new ArrayList<>(fields);
    fresh.removeIf(field -> schema.has(field.name()));
    return new Scope(schema.with(fresh), doubtful, unknown);
  }

  /** This, and a name (a column, or a dimension whose columns are meant) that is in doubt. */
  Scope withDoubtful(String name) {
    Set<String> more = new HashSet<>(doubtful);
    more.add(name.toLowerCase(Locale.ROOT));
    return new Scope(schema, more, unknown);
  }

  /** This, where any other name may be a column too. */
  Scope withAnything() {
    return new Scope(schema, doubtful, true);
  }

  /** Whether {@code text} uses a name that is in doubt. */
  boolean doubts(String text) {
    Matcher words = WORD.matcher(text);
    boolean doubts = unknown;
    while (!doubts && words.find()) {
      doubts = doubtful.contains(words.group().toLowerCase(Locale.ROOT));
    }
    return doubts;
  }

  /** The column that {@code node} names; an unknown one is an error. */
  Optional<Field> column(SpecNode node) {
    return node.text().flatMap(name -> column(node, name));
  }

  /** The column {@code name}; an unknown one is an error of {@code node}. */
  Optional<Field> column(SpecNode node, String name) {
    if (schema.has(name)) {
      return Optional.of(schema.field(schema.indexOf(name)));
    }
    if (!doubts(name)) {
      node.error("no column '%s', %s".formatted(name, KnownWords.expected(name, schema.names())));
    }
    return Optional.empty();
  }
}
