package io.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many events each host has in each window, counted while they were made. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ISO_END = "Z";

  private final Instant begin;
  private final long[][] counts;

  Answers(Instant begin, int keys) {
    this.begin = begin;
    this.counts = new long[Traffic.WINDOWS][keys];
  }

  /**
   * Counts one event.
   *
   * @param millis after the first window's start
   */
  void count(int key, long millis) {
    counts[(int) (millis / Job.WINDOW_MILLIS)][key]++;
  }

  /** How many hosts and windows have a count. */
  long rows() {
    return expected().size();
  }

  /**
   * What is wrong with rows, if anything. Of several for a host and window the one of the highest
   * revision holds, or the last where rows have none.
   *
   * @param rows as JSON, see {@link Job}
   */
  Optional<String> difference(Iterable<byte[]> rows) throws IOException {
    Map<String, Long> hits = new HashMap<>();
    Map<String, Long> revisions = new HashMap<>();
    for (byte[] row : rows) {
      JsonNode json = JSON.readTree(row);
      String key = key(start(json.path("window_start").asText()), json.path("host").asText());
      long revision = json.path("revision").asLong();
      if (revision >= revisions.getOrDefault(key, 0L)) {
        revisions.put(key, revision);
        hits.put(key, json.path("hits").asLong());
      }
    }
    Map<String, Long> expected = expected();
    if (hits.equals(expected)) {
      return Optional.empty();
    }
    long right = expected.entrySet().stream().filter(hits.entrySet()::contains).count();
    return Optional.of(
        "%,d of %,d counts are right, %,d others"
            .formatted(right, expected.size(), hits.size() - right));
  }

  /** A window's start, with a zone or without one. */
  static Instant start(String text) {
    return Instant.parse(text.endsWith(ISO_END) ? text : text + ISO_END);
  }

  private static String key(Instant start, String host) {
    return start + " " + host;
  }

  private Map<String, Long> expected() {
    Map<String, Long> expected = new HashMap<>();
    for (int window = 0; window < counts.length; window++) {
      Instant start = begin.plusMillis(window * Job.WINDOW_MILLIS);
      for (int key = 0; key < counts[window].length; key++) {
        if (counts[window][key] > 0) {
          expected.put(key(start, Traffic.host(key)), counts[window][key]);
        }
      }
    }
    return expected;
  }
}
