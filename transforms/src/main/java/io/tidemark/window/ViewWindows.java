package io.tidemark.window;

import io.tidemark.model.Span;
import io.tidemark.model.Windows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The kinds of windows that a view can have, and what a batch slice needs of them. All durations
 * are in whole ms; times before 1970 are as good as others.
 */
public final class ViewWindows {
  private ViewWindows() {}

  /**
   * Windows {@code [n * size + offset, (n + 1) * size + offset)} since the epoch, UTC.
   *
   * @throws IllegalArgumentException a size below 1 ms, or an offset not in {@code [0, size)}
   */
  public static Windows fixed(Duration size, Duration offset) {
    return sliding(size, size, offset);
  }

  /**
   * Windows of {@code size} that begin at every {@code n * every + offset} since the epoch, UTC.
   *
   * @throws IllegalArgumentException {@code every} below 1 ms or above the size, or an offset not
   *     in {@code [0, every)}
   */
  public static Windows sliding(Duration size, Duration every, Duration offset) {
    refuse(every.toMillis() < 1, "a window every " + every + ": at least 1 ms is needed");
    refuse(every.compareTo(size) > 0, "windows of " + size + " every " + every + " leave gaps");
    refuse(
        offset.isNegative() || offset.compareTo(every) >= 0,
        "a window offset of " + offset + " must be 0 or more and less than " + every);
    return new Sliding(size.toMillis(), every.toMillis(), offset.toMillis());
  }

  /**
   * Windows of {@code days} whole days of the calendar of {@code zone}, counted from 1970-01-01;
   * one is an hour shorter or longer where clocks change.
   *
   * @throws IllegalArgumentException less than one day
   */
  public static Windows days(int days, ZoneId zone) {
    return slidingDays(days, days, zone);
  }

  /**
   * As {@link #days}, one beginning every {@code every} days.
   *
   * @throws IllegalArgumentException {@code every} is less than one day, or above {@code days}
   */
  public static Windows slidingDays(int days, int every, ZoneId zone) {
    refuse(every < 1, "a window every " + every + " days: at least 1 day is needed");
    refuse(every > days, "windows of " + days + " days every " + every + " days leave gaps");
    return new ZonedDays(days, every, zone);
  }

  /**
   * Of a session that a quiet time of {@code gap} ends: the part that one event makes, from its
   * time to {@code gap} after it. Lateness is decided on that part.
   *
   * @throws IllegalArgumentException a gap below 1 ms
   */
  public static Windows sessions(Duration gap) {
    refuse(gap.toMillis() < 1, "a session gap of " + gap + ": at least 1 ms is needed");
    return new Sessions(gap.toMillis());
  }

  /** Of {@code windows} those that a batch slice writes: whose end lies in {@code (from, to]}. */
  public static Windows within(Windows windows, Instant from, Instant to) {
    return new Within(windows, from.toEpochMilli(), to.toEpochMilli());
  }

  /**
   * Of {@link #sessions} those parts that a session which ends in {@code (from, to]} may have:
   * since none crosses a multiple of {@code maxLength}, those between the multiples around the
   * slice; and the parts that end in the slice themselves, as what is too late for them does.
   */
  public static Windows sessionsAround(
      Windows sessions, Duration maxLength, Instant from, Instant to) {
    long length = maxLength.toMillis();
    long first = Math.floorDiv(from.toEpochMilli(), length) * length;
    long end = -Math.floorDiv(-to.toEpochMilli(), length) * length;
    return new Around(sessions, first, end);
  }

  private static void refuse(boolean condition, String message) {
    if (condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private record Sliding(long size, long every, long offset) implements Windows {
    @Override
    public List<Span> of(long time) {
      long last = time - Math.floorMod(time - offset, every);
      if (size == every) {
        return List.of(new Span(last, last + size));
      }
      List<Span> spans = new ArrayList<>();
      for (long start = last; start > time - size; start -= every) {
        spans.add(new Span(start, start + size));
      }
      Collections.reverse(spans);
      return spans;
    }

    @Override
    public Span alike(long time) {
      long last = time - Math.floorMod(time - offset, every);
      long left = size % every;
      // Where windows do not begin where others end, the ends part the stretch in two.
      long middle = last + left;
      return left == 0
          ? new Span(last, last + every)
          : time < middle ? new Span(last, middle) : new Span(middle, last + every);
    }
  }

  private record ZonedDays(int size, int every, ZoneId zone) implements Windows {
    @Override
    public List<Span> of(long time) {
      long day = Instant.ofEpochMilli(time).atZone(zone).toLocalDate().toEpochDay();
      List<Span> spans = new ArrayList<>(1);
      for (long first = day - Math.floorMod(day, every); first > day - size; first -= every) {
        spans.add(new Span(startOf(first), startOf(first + size)));
      }
      Collections.reverse(spans);
      return spans;
    }

    @Override
    public Span alike(long time) {
      long day = Instant.ofEpochMilli(time).atZone(zone).toLocalDate().toEpochDay();
      return new Span(startOf(day), startOf(day + 1));
    }

    private long startOf(long epochDay) {
      return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
    }
  }

  private record Sessions(long gap) implements Windows {
    @Override
    public List<Span> of(long time) {
      return List.of(new Span(time, time + gap));
    }
  }

  private record Within(Windows windows, long after, long last) implements Windows {
    @Override
    public List<Span> of(long time) {
      return windows.of(time).stream().filter(s -> after < s.end() && s.end() <= last).toList();
    }

    @Override
    public Span alike(long time) {
      return windows.alike(time);
    }
  }

  private record Around(Windows windows, long first, long end) implements Windows {
    @Override
    public List<Span> of(long time) {
      return windows.of(time).stream().filter(s -> s.start() < end && first < s.end()).toList();
    }

    @Override
    public Span alike(long time) {
      return windows.alike(time);
    }
  }
}
