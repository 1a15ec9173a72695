package io.tidemark.spec;

import io.tidemark.spec.ViewSpec.WindowSpec;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code window} of a view. */
final class WindowReader {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MAX_LENGTH = Duration.ofHours(24);
  private static final long MOST_WINDOWS = 10_000;

  private WindowReader() {}

  /** The window that {@code node} describes; empty if it has an error. */
  static Optional<WindowSpec> read(SpecNode node) {
    Section section = node.mapping();
    Optional<String> kind = section.oneOf("fixed", "sliding", "sessions");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    SpecNode body = section.need(kind.get(), "the window");
    Optional<WindowSpec> window =
        switch (kind.get()) {
          case "fixed" -> fixed(section, body);
          case "sliding" -> sliding(section, body);
          default -> sessions(section, body);
        };
    section.refuseOthers();
    return window;
  }

  private static Optional<WindowSpec> fixed(Section section, SpecNode body) {
    Optional<Duration> size = body.positiveDuration();
    Duration offset = offset(section, size);
    ZoneId zone = zone(section, size, offset);
    return size.map(s -> new ViewSpec.Fixed(s, offset, zone));
  }

  private static Optional<WindowSpec> sliding(Section section, SpecNode body) {
    Section sizes = body.mapping();
    Optional<Duration> size = sizes.need("size", "how long a window is").positiveDuration();
    SpecNode everyNode = sizes.need("every", "how often a window begins");
    Optional<Duration> every = everyNode.positiveDuration();
    sizes.refuseOthers();
    if (size.isPresent() && every.isPresent() && every.get().compareTo(size.get()) > 0) {
      everyNode.error("'every' is longer than 'size', expected at most that");
    }
    if (size.isPresent() && every.isPresent()) {
      refuseTooMany(everyNode, size.get().toMillis(), every.get().toMillis());
    }
    Duration offset = offset(section, every);
    Optional<Duration> days = every.filter(WindowReader::wholeDays).isPresent() ? size : every;
    ZoneId zone = zone(section, days, offset);
    return size.flatMap(s -> every.map(e -> new ViewSpec.Sliding(s, e, offset, zone)));
  }

  private static void refuseTooMany(SpecNode every, long size, long step) {
    long windows = (size + step - 1) / step;
    if (windows > MOST_WINDOWS) {
      every.error(
          "each event is in %d windows, expected 'every' such that it is in %d at most"
              .formatted(windows, MOST_WINDOWS));
    }
  }

  private static Optional<WindowSpec> sessions(Section window, SpecNode body) {
    for (String key : List.of("offset", "zone")) {
      window
          .find(key)
          .ifPresent(
              node ->
                  node.keyError(
                      "'%s' is of fixed and sliding windows, expected sessions without it"
                          .formatted(key)));
    }
    Section section = body.mapping();
    SpecNode gapNode = section.need("gap", "the quiet time that ends a session");
    Optional<Duration> gap = gapNode.positiveDuration();
    Optional<SpecNode> maxNode = section.find("maxLength");
    Optional<Duration> maxLength = maxNode.flatMap(SpecNode::positiveDuration);
    section.refuseOthers();
    if (gap.isPresent() && maxLength.isPresent() && maxLength.get().compareTo(gap.get()) < 0) {
      maxNode.orElseThrow().error("'maxLength' is shorter than 'gap', expected at least that");
    } else if (gap.isPresent() && maxNode.isEmpty() && gap.get().compareTo(MAX_LENGTH) > 0) {
      gapNode.error("'gap' is longer than 'maxLength' (24h without one), expected 'maxLength' too");
    }
    return gap.map(g -> new ViewSpec.Sessions(g, maxLength.orElse(MAX_LENGTH)));
  }

  private static Duration offset(Section section, Optional<Duration> period) {
    Optional<SpecNode> node = section.find("offset");
    Optional<Duration> offset = node.flatMap(SpecNode::duration);
    if (offset.isPresent() && period.isPresent() && offset.get().compareTo(period.get()) >= 0) {
      node.orElseThrow().error("'offset' is not shorter than the window, expected less than it");
    }
    return offset.orElse(Duration.ZERO);
  }

  /** UTC, or of windows that are whole days there, whatever their hours. */
  private static ZoneId zone(Section section, Optional<Duration> period, Duration offset) {
    Optional<SpecNode> node = section.find("zone");
    ZoneId zone = node.flatMap(FieldReader::zone).orElse(ZoneOffset.UTC);
    if (zone.normalized().equals(ZoneOffset.UTC)) {
      return ZoneOffset.UTC;
    }
    if (!period.map(WindowReader::wholeDays).orElse(true) || !offset.isZero()) {
      node.orElseThrow().error("'zone' is of windows of whole days, expected such, with no offset");
    }
    return zone;
  }

  private static boolean wholeDays(Duration duration) {
    return duration.toMillis() % DAY.toMillis() == 0;
  }
}
