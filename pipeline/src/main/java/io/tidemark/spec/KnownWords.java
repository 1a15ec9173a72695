package io.tidemark.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the word that was meant: a synonym's, or the nearest one. */
final class KnownWords {
  private static final Map<String, List<String>> SYNONYMS =
      Map.ofEntries(
          Map.entry("fixed", List.of("tumble", "tumbling", "size", "interval")),
          Map.entry("sliding", List.of("hop", "hopping", "slide")),
          Map.entry("sessions", List.of("session", "sessionwindow")),
          Map.entry(
              "dimensions",
              List.of("join", "joins", "table", "tables", "lookup", "lookups", "enrich")),
          Map.entry("where", List.of("filter", "filters", "condition")),
          Map.entry("window", List.of("windows", "windowing")),
          Map.entry("groupBy", List.of("group", "groupbys", "by", "keys")),
          Map.entry(
              "measures", List.of("aggregates", "aggregations", "aggregate", "metrics", "aggs")),
          Map.entry("sink", List.of("output", "to", "target", "destination", "into", "sinks")),
          Map.entry("source", List.of("input", "sources", "stream")),
          Map.entry("from", List.of("source", "table")),
          Map.entry("views", List.of("queries", "query", "outputs", "sinks")),
          Map.entry("pipeline", List.of("name", "job", "title")),
          Map.entry("fields", List.of("schema", "columns", "properties")),
          Map.entry("columns", List.of("fields", "schema")),
          Map.entry("time", List.of("timestamp", "eventtime", "timefield", "timestampfield")),
          Map.entry("allowedLateness", List.of("lateness", "maxlateness", "grace")),
          Map.entry(
              "outOfOrderness",
              List.of("delay", "lag", "maxoutoforderness", "boundedoutoforderness")),
          Map.entry("bootstrapServers", List.of("servers", "brokers", "bootstrap", "broker")),
          Map.entry("user", List.of("username", "login")),
          Map.entry("url", List.of("jdbcurl", "uri", "jdbc")),
          Map.entry("uri", List.of("url")),
          Map.entry("deadLetters", List.of("dlq", "errors", "rejects", "deadletterqueue")),
          Map.entry("lateEvents", List.of("late", "latedata", "sideoutput", "toolate")),
          Map.entry("checks", List.of("quality", "expectations", "validations", "rules")),
          Map.entry("expect", List.of("assert", "condition", "expression", "check")),
          Map.entry("onFail", List.of("onfailure", "onerror", "action")),
          Map.entry("key", List.of("on", "keys", "joinkey")),
          Map.entry("emit", List.of("trigger", "triggers", "firing")),
          Map.entry("groupId", List.of("group", "consumergroup")),
          Map.entry("topics", List.of("topic")),
          Map.entry("topic", List.of("topics")),
          Map.entry("optional", List.of("nullable")),
          Map.entry("derive", List.of("derived", "computed", "calculated")),
          Map.entry("dedup", List.of("deduplicate", "deduplication", "distinct", "unique")),
          Map.entry("select", List.of("fields", "columns", "project")),
          Map.entry("refreshEvery", List.of("refresh", "ttl", "reload")),
          Map.entry("every", List.of("slide", "period", "hop")),
          Map.entry("gap", List.of("timeout", "inactivity")));

  private KnownWords() {}

  /** What is wrong with {@code key}, and which of {@code known} was meant. */
  static String unknownKey(String key, Collection<String> known) {
    String unknown = "unknown key '" + key + "'";
    Optional<String> synonym = synonym(key, known);
    if (synonym.isPresent()) {
      return unknown + ", the word here is '" + synonym.get() + "'";
    }
    return unknown + ", " + expected(key, known);
  }

  /** {@code did you mean 'x'?}, or all that is known. */
  static String expected(String word, Collection<String> known) {
    return nearest(word, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElse(
            known.isEmpty()
                ? "expected no other key"
                : known.size() == 1
                    ? "expected '" + known.iterator().next() + "'"
                    : "expected one of " + String.join(", ", known));
  }

  /** The word of {@code known} that {@code word} is another name for. */
  static Optional<String> synonym(String word, Collection<String> known) {
    String plain = plain(word);
    return known.stream()
        .filter(k -> SYNONYMS.getOrDefault(k, List.of()).contains(plain))
        .findFirst();
  }

  /** The word of {@code known} that {@code word} is a misspelling of. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String plain = plain(word);
    int most = plain.length() <= 3 ? 1 : plain.length() <= 6 ? 2 : 3;
    return known.stream()
        .filter(k -> distance(plain, plain(k)) <= Math.min(most, plain(k).length() - 1))
        .min(Comparator.comparingInt(k -> distance(plain, plain(k))));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
  }

  /** Edits between two words: an insertion, a deletion, a change, a swap of neighbours. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
