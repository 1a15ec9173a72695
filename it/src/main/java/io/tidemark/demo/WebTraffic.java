package io.tidemark.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Requests to a few hosts from some forty addresses, four of them unknown to the dimension and five
 * that move to another country half way; three bursts of errors; the probes of a load balancer.
 */
public final class WebTraffic implements Example<WebTraffic.Hit> {
  private static final long SEED = 20_261_101;
  private static final String PROBE = "/healthz";
  private static final List<String> HOSTS =
      List.of("shop.example", "www.example", "api.example", "img.example", "docs.example");
  private static final List<String> URLS =
      List.of("/", "/search", "/cart", "/cart/pay", "/item/17", "/item/4711", "/help");
  private static final List<Place> PLACES =
      List.of(
          new Place("NZ", "Wellington"),
          new Place("DE", "Hamburg"),
          new Place("BR", "Recife"),
          new Place("JP", "Osaka"),
          new Place("KE", "Mombasa"),
          new Place("CA", "Halifax"));
  private static final int ADDRESSES = 40;
  private static final int UNKNOWN = 4;
  private static final int MOVING = 5;

  /** A request. */
  public record Hit(
      String id,
      Instant time,
      String host,
      String url,
      String ip,
      long status,
      long bytes,
      @Nullable String referrer)
      implements Dated {

    boolean isProbe() {
      return url.equals(PROBE);
    }
  }

  /** What the dimension knows of an address. */
  public record Place(String country, String city) {}

  @Override
  public String name() {
    return "web-traffic";
  }

  @Override
  public String summary() {
    return "hits per host and country, bursts of errors";
  }

  @Override
  public Outputs outputs() {
    return new Outputs(
        "web-events",
        List.of("hits_by_host", "hits_by_country"),
        row -> !row.getField("url").equals(PROBE),
        """
        SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI') AS "window", host, hits, errors,
          bytes, pane, revision
        FROM hits_by_host ORDER BY hits DESC, host, window_start LIMIT 8
        """,
        List.of("host"),
        "hits",
        "error_burst",
        "alerts",
        true,
        List.of("host", "window_start", "errors", "pane", "revision"),
        "web-events.dead-letters",
        "web.events",
        "web.late_events",
        "event_id",
        List.of("event_time", "host", "url", "status", "geo_country", "geo_city", "tidemark"));
  }

  /** The versions of the dimension {@code geo}. */
  public List<Oracle.Version<Place>> geo(Instant end) {
    List<Oracle.Version<Place>> versions = new ArrayList<>();
    for (int i = 0; i < ADDRESSES - UNKNOWN; i++) {
      Place place = PLACES.get(i % PLACES.size());
      versions.add(new Oracle.Version<>(ip(i), end.minus(Duration.ofDays(365)), place));
      if (i < MOVING) {
        Place next = PLACES.get((i + 1) % PLACES.size());
        versions.add(new Oracle.Version<>(ip(i), end.minus(SPAN.dividedBy(2)), next));
      }
    }
    return versions;
  }

  @Override
  public String dimensions(Instant end) {
    return "CREATE TABLE ip_geo (ip_address text, country text, city text, valid_from timestamptz);"
        + geo(end).stream()
            .map(
                v ->
                    "('%s','%s','%s','%s')"
                        .formatted(v.key(), v.value().country(), v.value().city(), v.from()))
            .collect(Collectors.joining(",", "INSERT INTO ip_geo VALUES ", ""));
  }

  @Override
  public Optional<Oracle.Dedup<Hit>> dedup() {
    return Optional.of(new Oracle.Dedup<>(Hit::id, Duration.ofMinutes(10)));
  }

  @Override
  public List<Oracle.View<Hit, ?>> views(Instant end) {
    List<Oracle.Version<Place>> geo = geo(end);
    return List.of(
        new Oracle.View<>(
            "hits_by_host",
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            hit -> !hit.isProbe(),
            Hit::host,
            hits -> true),
        new Oracle.View<>(
            "hits_by_country",
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            hit -> !hit.isProbe(),
            hit -> Oracle.asOf(geo, hit.ip(), hit.time()).map(Place::country),
            hits -> true),
        new Oracle.View<>(
            "error_burst",
            new Oracle.Sliding(Duration.ofMinutes(1), Duration.ofSeconds(10)),
            Duration.ZERO,
            hit -> hit.status() >= 500 && !hit.isProbe(),
            Hit::host,
            hits -> hits.size() > 20,
            Optional.of(Duration.ofMinutes(10))));
  }

  @Override
  public Traffic<Hit> traffic(Instant end, int messages) {
    Random random = new Random(SEED);
    Arrivals<Hit> arrivals =
        new Arrivals<>(
            random,
            end,
            new Arrivals.Form<>(
                Hit::ip,
                WebTraffic::json,
                "event_time",
                time -> TextNode.valueOf(time.toString()),
                "status"));
    long step = SPAN.toNanos() / messages;
    for (int i = 0; i < messages; i++) {
      Instant time = Instant.ofEpochMilli(end.minus(SPAN).plusNanos(step * i).toEpochMilli());
      Hit hit = hit(random, "r" + i, time, end);
      if (random.nextInt(400) == 0) {
        arrivals.arriveRefused(with(hit, hit.url(), 999), "CHECK_FAILED");
      } else {
        arrivals.arrive(hit);
      }
    }
    arrivals.ebb((id, time) -> new Hit(id, time, HOSTS.get(0), PROBE, ip(0), 200, 0, null));
    return new Traffic<>(arrivals.inOrder(), stragglers(arrivals, end));
  }

  /** Three requests that the last window of the first host hears of when it is closed. */
  private static List<Message<Hit>> stragglers(Arrivals<Hit> arrivals, Instant end) {
    List<Message<Hit>> stragglers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Instant time = end.minusSeconds(60L * i);
      stragglers.add(
          arrivals.kept(new Hit("late" + i, time, HOSTS.get(0), "/cart", ip(i), 200, 512, null)));
    }
    return stragglers;
  }

  private static Hit hit(Random random, String id, Instant time, Instant end) {
    String host = HOSTS.get(Math.min(random.nextInt(8), HOSTS.size() - 1));
    String url = URLS.get(random.nextInt(URLS.size()));
    String ip = ip(random.nextInt(ADDRESSES));
    long bytes = 200L + random.nextInt(20_000);
    long status = random.nextInt(50) == 0 ? 503 : random.nextInt(30) == 0 ? 404 : 200;
    String referrer = random.nextInt(3) == 0 ? "https://search.example/" : null;
    Hit hit = new Hit(id, time, host, url, ip, status, bytes, referrer);
    if (isBurst(time, end) && random.nextInt(20) != 0) {
      return new Hit(id, time, "api.example", url, ip, 503, bytes, referrer);
    }
    return random.nextInt(40) == 0 ? with(hit, PROBE, 200) : hit;
  }

  /** The 40th, the 95th and the 150th minute. */
  private static boolean isBurst(Instant time, Instant end) {
    long minute = Duration.between(end.minus(SPAN), time).toMinutes();
    return minute == 40 || minute == 95 || minute == 150;
  }

  private static Hit with(Hit hit, String url, long status) {
    return new Hit(
        hit.id(), hit.time(), hit.host(), url, hit.ip(), status, hit.bytes(), hit.referrer());
  }

  private static String ip(int i) {
    return "203.0.113." + (i + 1);
  }

  private static ObjectNode json(Hit hit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("event_id", hit.id()).put("event_time", hit.time().toString()).put("host", hit.host());
    json.put("url", hit.url()).put("ip", hit.ip()).put("status", hit.status());
    if (hit.bytes() != 0) {
      json.put("bytes", hit.bytes()); // the spec's default is 0
    }
    if (hit.referrer() != null) {
      json.put("referrer", hit.referrer());
      json.putObject("query").putObject("utm").put("campaign", "autumn");
    }
    return json;
  }
}
