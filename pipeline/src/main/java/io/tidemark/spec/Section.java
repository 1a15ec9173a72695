package io.tidemark.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a spec. It remembers the keys that were asked for: {@link #refuseOthers} then adds
 * an error for each other one.
 */
final class Section {
  static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Reading reading;
  private final SpecNode self;
  private final Map<String, SpecNode> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> alternatives = new HashSet<>();
  private final boolean broken;

  Section(Reading reading, SpecNode self, @Nullable List<NodeTuple> tuples) {
    this.reading = reading;
    this.self = self;
    this.broken = tuples == null;
    for (NodeTuple tuple : tuples == null ? List.<NodeTuple>of() : tuples) {
      if (tuple.getKeyNode() instanceof ScalarNode key && !reading.spoiled().contains(key)) {
        Place place = reading.text().place(key);
        entries.put(
            key.getValue(), new SpecNode(reading, key.getValue(), place, tuple.getValueNode()));
      }
    }
  }

  /** The value that the mapping is. */
  SpecNode self() {
    return self;
  }

  /** The value of {@code key}, if it is there. */
  Optional<SpecNode> find(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The value of {@code key}; a missing one is an error, {@code meaning} says what it would be. */
  SpecNode need(String key, String meaning) {
    Optional<SpecNode> value = find(key);
    if (value.isEmpty() && !broken && !means(key)) {
      self.keyError("'%s' is missing, expected %s".formatted(key, meaning));
    }
    return value.orElse(new SpecNode(reading, key, self.keyPlace(), null));
  }

  /** Whether a key stands there that is a misspelling or another name of {@code key}. */
  boolean means(String key) {
    return entries.keySet().stream()
        .anyMatch(other -> !known.contains(other) && isMeant(other, List.of(key)));
  }

  /** The one key of {@code keys} that is there; none or several are an error. */
  Optional<String> oneOf(String... keys) {
    List<String> all = List.of(keys);
    List<String> there = entries.keySet().stream().filter(all::contains).toList();
    known.addAll(all);
    if (!there.isEmpty()) {
      alternatives.addAll(all);
    }
    if (there.size() == 1 || broken) {
      return there.stream().findFirst();
    }
    if (there.size() > 1) {
      entries
          .get(there.get(1))
          .keyError(
              "'%s' stands beside '%s', expected one of them"
                  .formatted(there.get(1), there.get(0)));
    } else if (entries.keySet().stream().noneMatch(key -> isMeant(key, all))) {
      self.error("expected one of %s in '%s'".formatted(String.join(", ", all), self.name()));
    } else {
      refuseOthers();
    }
    known.addAll(entries.keySet());
    return Optional.empty();
  }

  private static boolean isMeant(String key, List<String> keys) {
    return KnownWords.nearest(key, keys).isPresent() || KnownWords.synonym(key, keys).isPresent();
  }

  /** Every value, in the file's order; all keys count as asked for. */
  List<SpecNode> values() {
    known.addAll(entries.keySet());
    return new ArrayList<>(entries.values());
  }

  /** As {@link #values}; a key that is no identifier is an error. */
  List<SpecNode> named(String what) {
    List<SpecNode> values = values();
    for (SpecNode value : values) {
      if (!IDENTIFIER.matcher(value.name()).matches()) {
        value.keyError(
            "'%s' cannot name a %s, expected letters, digits and _".formatted(value.name(), what));
      }
    }
    return values;
  }

  /** The texts by key; any key is allowed. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (SpecNode value : values()) {
      value.filled().ifPresent(filled -> properties.put(value.name(), filled.text()));
    }
    return properties;
  }

  /** Adds an error for every key that was not asked for. */
  void refuseOthers() {
    for (SpecNode value : entries.values()) {
      if (!known.contains(value.name())) {
        value.keyError(
            KnownWords.unknownKey(
                value.name(),
                known.stream()
                    .filter(key -> !entries.containsKey(key) && !alternatives.contains(key))
                    .toList()));
      }
    }
  }
}
