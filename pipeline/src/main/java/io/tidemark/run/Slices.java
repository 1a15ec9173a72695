package io.tidemark.run;

import io.tidemark.sink.Slice;
import io.tidemark.spec.PipelineSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Which slice of event time a batch run covers. */
final class Slices {
  private final Mode mode;
  private final Duration settling;
  private final ZoneId zone;
  private final Instant now;

  /**
   * @param settling how long after its end a slice may still change, see {@link #settling}
   */
  Slices(Mode mode, Duration settling, ZoneId zone, Instant now) {
    this.mode = mode;
    this.settling = settling;
    this.zone = zone;
    this.now = now;
  }

  /**
   * The slice that was asked for, else the last complete one.
   *
   * @throws LaunchException it is empty, or live results in it may still change and {@code
   *     openWindows} is false
   */
  Slice choose(Optional<String> from, Optional<String> to, boolean openWindows)
      throws LaunchException {
    if (from.isEmpty() && to.isEmpty()) {
      return lastComplete();
    }
    if (from.isEmpty() || to.isEmpty()) {
      throw new LaunchException("--from and --to go together: give both, or neither");
    }
    Slice slice = new Slice(time("--from", from.get(), zone), time("--to", to.get(), zone));
    if (!slice.from().isBefore(slice.to())) {
      throw new LaunchException(
          "--from " + from.get() + " is not before --to " + to.get() + ": the slice is empty");
    }
    Instant complete = slice.to().plus(settling);
    if (complete.isAfter(now) && !openWindows) {
      throw new LaunchException(
          "the slice to "
              + slice.to()
              + " is complete only at "
              + complete
              + " (outOfOrderness + the largest allowedLateness after its end, with sessions their"
              + " gap, too):"
              + " choose an earlier --to, or give --open-windows");
    }
    return slice;
  }

  private Slice lastComplete() {
    ZonedDateTime settled = now.minus(settling).atZone(zone);
    ZonedDateTime to = settled.truncatedTo(mode == Mode.DAILY ? ChronoUnit.DAYS : ChronoUnit.HOURS);
    ZonedDateTime from = mode == Mode.DAILY ? to.minusDays(1) : to.minusHours(1);
    return new Slice(from.toInstant(), to.toInstant());
  }

  /**
   * How long after its end a slice may still change: outOfOrderness + the largest allowedLateness,
   * and for sessions their gap.
   *
   * <p>An event before the end of a session that ends by the slice's end may still come until the
   * event's own time + gap + allowedLateness, and with it the session may come to end after the
   * slice: it leaves it. What comes from the slice's end on cannot touch a session in it, so
   * nothing behind it need be read.
   */
  static Duration settling(PipelineSpec spec) {
    Duration latest =
        spec.views().stream()
            .map(view -> view.allowedLateness().plus(view.gap().orElse(Duration.ZERO)))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return spec.event().watermark().outOfOrderness().plus(latest);
  }

  /** A date, which begins in {@code zone}, or an instant with a zone of its own. */
  static Instant time(String flag, String text, ZoneId zone) throws LaunchException {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : ZonedDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new LaunchException(
          flag + " " + text + " is not a time: write 2026-11-01 or 2026-11-01T12:00:00Z");
    }
  }
}
