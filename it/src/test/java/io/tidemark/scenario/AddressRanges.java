package io.tidemark.scenario;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A day of hits from addresses, the ranges that say where these are, and what each hit finds. */
final class AddressRanges {
  private static final Instant DAY = Instant.parse("2024-03-01T00:00:00Z");
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final Instant YEARS_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final int HITS = 2_000;

  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "ip_from", Types.StringType.get()),
          Types.NestedField.optional(2, "ip_to", Types.StringType.get()),
          Types.NestedField.optional(3, "country", Types.StringType.get()),
          Types.NestedField.optional(4, "since", Types.TimestampType.withZone()),
          Types.NestedField.optional(5, "until", Types.TimestampType.withZone()));

  static final Schema NATION_SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "code", Types.StringType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(3, "people", Types.LongType.get()));

  private static final Map<String, Long> PEOPLE =
      Map.of("NZ", 5L, "AU", 26L, "DE", 84L, "JP", 124L, "CH", 9L, "AT", 9L, "SE", 10L);

  /** What is no address, none at all included. */
  private static final List<@Nullable String> NOWHERE =
      Arrays.asList(null, "nowhere", "10.0.0.256", "");

  /** In versions, within each other, of one address, and with the highest bit set. */
  private static final List<Range> RANGES =
      List.of(
          new Range("10.0.0.0", "10.255.255.255", "NZ", YEARS_AGO, null),
          new Range("10.1.0.0", "10.1.255.255", "AU", YEARS_AGO, null),
          new Range("10.0.0.0", "10.255.255.255", "FJ", NOON, null),
          new Range("192.168.0.0", "192.168.0.255", "DE", YEARS_AGO, NOON),
          new Range("1.2.3.4", "1.2.3.4", "JP", YEARS_AGO, null),
          new Range("200.0.0.0", "255.255.255.255", "US", DAY.plusSeconds(3_600), null),
          new Range("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "CH", YEARS_AGO, null),
          new Range("2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "AT", NOON, null),
          new Range("fe80::", "fe80::ffff", "SE", YEARS_AGO, NOON.plusSeconds(3_600)));

  private AddressRanges() {}

  private record Range(
      String from, String to, String country, Instant since, @Nullable Instant until) {
    boolean holds(BigInteger address) {
      return number(from).compareTo(address) <= 0 && address.compareTo(number(to)) <= 0;
    }

    BigInteger width() {
      return number(to).subtract(number(from));
    }

    boolean isNext(Range version) {
      return from.equals(version.from) && to.equals(version.to) && since.isAfter(version.since);
    }

    boolean isValid(Instant time) {
      return !since.isAfter(time)
          && (until == null || time.isBefore(until))
          && RANGES.stream().noneMatch(r -> r.isNext(this) && !r.since.isAfter(time));
    }
  }

  /** An event; without {@code ip} it has none. */
  record Hit(int number, Instant time, @Nullable String ip, @Nullable String country) {
    String id() {
      return String.format("%04d", number);
    }

    String json() {
      String address = ip == null ? "" : ", \"ip\": \"" + ip + "\"";
      return "{\"id\": \"%s\", \"at\": \"%s\"%s}".formatted(id(), time, address);
    }

    private @Nullable Long people() {
      return country == null ? null : PEOPLE.get(country);
    }

    private @Nullable String nation() {
      return people() == null ? null : "nation of " + country;
    }

    /** What the event view says of it. */
    String found() {
      return ip + " " + country + " " + nation() + " " + people();
    }
  }

  static List<Record> rows() {
    List<Record> rows = new ArrayList<>();
    for (Range range : RANGES) {
      Record row = GenericRecord.create(SCHEMA);
      row.setField("ip_from", range.from());
      row.setField("ip_to", range.to());
      row.setField("country", range.country());
      row.setField("since", utc(range.since()));
      row.setField("until", range.until() == null ? null : utc(range.until()));
      rows.add(row);
    }
    return rows;
  }

  static List<Record> nationRows() {
    List<Record> rows = new ArrayList<>();
    PEOPLE.forEach(
        (code, people) -> {
          Record row = GenericRecord.create(NATION_SCHEMA);
          row.setField("code", code);
          row.setField("name", "nation of " + code);
          row.setField("people", people);
          rows.add(row);
        });
    return rows;
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /**
   * The same in every run; a tenth of them at noon, when versions begin, or a millisecond before.
   */
  static List<Hit> hits() {
    Random random = new Random(88);
    List<Hit> hits = new ArrayList<>();
    Duration step = Duration.ofDays(1).dividedBy(HITS);
    for (int i = 0; i < HITS; i++) {
      Instant time =
          random.nextInt(10) == 0
              ? NOON.minusMillis(random.nextInt(2))
              : DAY.plus(step.multipliedBy(i)).truncatedTo(ChronoUnit.MILLIS);
      String ip = address(random);
      hits.add(new Hit(i, time, ip, country(ip, time)));
    }
    return hits;
  }

  /** A bound, next to one, within a range, none at all, or anything. */
  private static @Nullable String address(Random random) {
    Range range = RANGES.get(random.nextInt(RANGES.size()));
    boolean four = range.from().contains(".");
    return switch (random.nextInt(10)) {
      case 0 -> range.from();
      case 1 -> range.to();
      case 2 -> text(number(range.from()).subtract(BigInteger.ONE), four);
      case 3 -> text(number(range.to()).add(BigInteger.ONE), four);
      case 4 -> NOWHERE.get(random.nextInt(NOWHERE.size()));
      case 5 -> text(new BigInteger(four ? 32 : 128, random), four);
      default -> {
        BigInteger within = new BigInteger(128, random).mod(range.width().add(BigInteger.ONE));
        yield text(number(range.from()).add(within), four);
      }
    };
  }

  private static @Nullable String country(@Nullable String ip, Instant time) {
    if (NOWHERE.contains(ip)) {
      return null;
    }
    Optional<Range> found =
        RANGES.stream()
            .filter(range -> range.from().contains(".") == ip.contains("."))
            .filter(range -> range.holds(number(ip)) && range.isValid(time))
            .min(Comparator.comparing(Range::since).reversed().thenComparing(Range::width));
    return found.map(Range::country).orElse(null);
  }

  /** The windows of an hour by nation, and what each says. */
  static Map<String, String> hours() {
    Map<String, List<Hit>> slots = new TreeMap<>();
    for (Hit hit : hits()) {
      String slot = hit.time().truncatedTo(ChronoUnit.HOURS) + " " + hit.nation();
      slots.computeIfAbsent(slot, s -> new ArrayList<>()).add(hit);
    }
    Map<String, String> hours = new TreeMap<>();
    slots.forEach(
        (slot, hits) -> {
          Long people = hits.get(0).people();
          hours.put(slot, hits.size() + " " + (people == null ? null : people * hits.size()));
        });
    return hours;
  }

  private static BigInteger number(String address) {
    try {
      return new BigInteger(1, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  /** One past the last address wraps around to the first. */
  private static String text(BigInteger number, boolean four) {
    BigInteger count = BigInteger.ONE.shiftLeft(four ? 32 : 128);
    StringBuilder digits = new StringBuilder();
    int bits = four ? 8 : 16;
    for (int i = (four ? 32 : 128) - bits; i >= 0; i -= bits) {
      int part =
          number.mod(count).shiftRight(i).and(BigInteger.valueOf((1L << bits) - 1)).intValue();
      digits.append(four ? Integer.toString(part) : Integer.toHexString(part));
      digits.append(i == 0 ? "" : four ? "." : ":");
    }
    return digits.toString();
  }
}
