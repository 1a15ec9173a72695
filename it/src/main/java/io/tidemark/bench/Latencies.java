package io.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long events took, in ms: from the moment at which one was sent to that at which its row was
 * here, or the first row that counts it. Of events that were sent in a span of time.
 */
final class Latencies {
  private static final long CAUGHT_UP_MILLIS = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LiveTraffic traffic;
  private final List<Long> errors = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<String, Integer> counted = new HashMap<>();
  private long from = Long.MAX_VALUE;
  private long to = Long.MAX_VALUE;
  private boolean errorSeen;
  private long latest = Long.MAX_VALUE;

  Latencies(LiveTraffic traffic) {
    this.traffic = traffic;
  }

  /** Whether the job runs, and has caught up: rows of both kinds have come, and soon. */
  boolean hasBegun() {
    return errorSeen && !counted.isEmpty() && latest < CAUGHT_UP_MILLIS;
  }

  /** Begins the span that is measured. */
  void measure(long from, long to) {
    this.from = from;
    this.to = to;
  }

  /** Whether every event of the span has come, of a traffic that was stopped. */
  boolean isComplete() {
    return errors.size() >= traffic.countErrors(from, to)
        && counts.size() >= traffic.count(from, to);
  }

  void addError(byte[] row, long now) throws IOException {
    errorSeen = true;
    add(errors, Instant.parse(JSON.readTree(row).path("event_time").asText()).toEpochMilli(), now);
  }

  void addCount(byte[] row, long now) throws IOException {
    JsonNode json = JSON.readTree(row);
    String host = json.path("host").asText();
    Instant window = Answers.start(json.path("window_start").asText());
    int hits = json.path("hits").asInt();
    int before = counted.getOrDefault(host + window, 0);
    if (hits > before) {
      counted.put(host + window, hits);
      traffic.sent(host, window, before, hits).forEach(time -> add(counts, time, now));
    }
  }

  private void add(List<Long> to, long sent, long now) {
    latest = now - sent;
    if (from <= sent && sent < this.to) {
      to.add(now - sent);
    }
  }

  double error(double share) {
    return quantile(errors, share);
  }

  double count(double share) {
    return quantile(counts, share);
  }

  private static double quantile(List<Long> latencies, double share) {
    List<Long> sorted = latencies.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }
}
