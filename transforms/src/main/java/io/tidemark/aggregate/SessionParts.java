package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What some events add to the sessions of their keys: parts of sessions. Mutable. */
record SessionParts(Map<Cells, SessionSet> keys) {

  static SessionParts empty() {
    return new SessionParts(new LinkedHashMap<>());
  }

  /** The sessions of {@code key}, made if it is new. */
  SessionSet sessions(Cells key, SessionRule rule) {
    return keys.computeIfAbsent(key, k -> SessionSet.empty(rule));
  }

  /** Adds all of {@code other}, which stays as it is. */
  void addAll(SessionParts other, SessionRule rule, List<Measure> measures) {
    other.keys.forEach(
        (key, parts) -> {
          SessionSet sessions = sessions(key, rule);
          parts.sessions().forEach(part -> sessions.add(part, measures, 0));
        });
  }

  /** The time of the first event; there is one at least. */
  long earliest() {
    return keys.values().stream().mapToLong(SessionSet::earliest).min().orElseThrow();
  }
}
