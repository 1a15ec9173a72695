package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.demo.Dated;
import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The hits that were sent, the moves of hosts that were entered, and the rows that must come of
 * them, as sorted text.
 */
final class MovingHosts {
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(2);
  static final Duration WINDOW = Duration.ofSeconds(1);

  private final String topic;
  private final List<Message<Hit>> sent = new ArrayList<>();
  private final List<Oracle.Version<@Nullable String>> versions = new ArrayList<>();

  MovingHosts(String topic) {
    this.topic = topic;
  }

  /** A message of a topic's partition. */
  record Hit(int partition, String id, Instant time, String host, long bytes) implements Dated {
    Message<Hit> message() {
      String json =
          "{\"id\": \"%s\", \"at\": \"%s\", \"host\": \"%s\", \"bytes\": %d}"
              .formatted(id, time, host, bytes);
      return new Message<>(
          partition, id, json.getBytes(UTF_8), Optional.of(this), Optional.empty());
    }
  }

  /** Takes note of what is sent, each partition's in their order. */
  void send(List<Message<Hit>> messages) {
    sent.addAll(messages);
  }

  /** A message that is no hit. */
  static Message<Hit> malformed(int partition) {
    return new Message<>(
        partition, "", "{broken".getBytes(UTF_8), Optional.empty(), Optional.of("MALFORMED"));
  }

  /** Takes note of where a host is from then on; null: nowhere. */
  void move(String host, Instant from, @Nullable String country) {
    versions.add(new Oracle.Version<>(host, from, country));
  }

  int countSent() {
    return sent.size();
  }

  /** Where a host was; null: nowhere that is known. */
  @Nullable String country(String host, Instant time) {
    return Oracle.asOf(versions, host, time).orElse(null);
  }

  /** The rows of the event view up to {@code end}. */
  List<String> events(Instant end) {
    return kept().stream()
        .filter(one -> one.event().time().isBefore(end))
        .map(this::eventRow)
        .sorted()
        .toList();
  }

  /** The rows of the windows, of {@link #WINDOW} by host and country, that end by {@code end}. */
  List<String> hits(Instant end) {
    Oracle.View<Hit, List<@Nullable String>> view =
        new Oracle.View<>(
            "hits",
            WINDOW,
            Duration.ZERO,
            hit -> true,
            hit -> Arrays.asList(hit.host(), country(hit.host(), hit.time())),
            hits -> true);
    Oracle.Outcome<Hit, List<@Nullable String>> outcome = Oracle.judge(kept(), view);
    if (!outcome.tooLate().isEmpty()) {
      throw new IllegalStateException("too late, by a mistake of the test: " + outcome.tooLate());
    }
    List<String> rows = new ArrayList<>();
    outcome
        .accepted()
        .forEach(
            (slot, hits) -> {
              if (!slot.end().isAfter(end)) {
                rows.add(hitsRow(slot, hits));
              }
            });
    return rows.stream().sorted().toList();
  }

  private List<Oracle.Kept<Hit>> kept() {
    return Oracle.kept(sent, OUT_OF_ORDERNESS);
  }

  private String eventRow(Oracle.Kept<Hit> one) {
    Hit hit = one.event();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", hit.id());
    row.put("at", hit.time());
    row.put("host", hit.host());
    row.put("bytes", hit.bytes());
    row.put("geo_country", country(hit.host(), hit.time()));
    boolean first = one.tidemark() == Oracle.BEFORE_ALL;
    row.put("tidemark", first ? null : Instant.ofEpochMilli(one.tidemark()));
    row.put("source_partition", topic + "-" + one.partition());
    row.put("source_offset", one.offset());
    return row.toString();
  }

  private static String hitsRow(Oracle.Slot<List<@Nullable String>> slot, List<Hit> hits) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("host", slot.key().get(0));
    row.put("country", slot.key().get(1));
    row.put("window_start", slot.start());
    row.put("window_end", slot.end());
    row.put("n", hits.size());
    row.put("bytes", hits.stream().mapToLong(Hit::bytes).sum());
    row.put("revision", hits.size());
    return row.toString();
  }
}
