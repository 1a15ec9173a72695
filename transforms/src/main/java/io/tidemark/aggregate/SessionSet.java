package io.tidemark.aggregate;

import io.tidemark.model.Pane;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sessions of one key, no two of which join, and the timers set for them. Whatever the order in
 * which events are added, one by one or as sessions, the sessions are the same. Mutable.
 */
final class SessionSet {
  /** No timer is set. */
  static final long NO_TIMER = Long.MAX_VALUE;

  private final SessionRule rule;
  private final NavigableMap<Long, Session> byFirst = new TreeMap<>();
  private long timer = NO_TIMER;
  private final Set<Pane> waiting = EnumSet.noneOf(Pane.class);

  private SessionSet(SessionRule rule) {
    this.rule = rule;
  }

  static SessionSet empty(SessionRule rule) {
    return new SessionSet(rule);
  }

  /** The earliest first. */
  Collection<Session> sessions() {
    return byFirst.values();
  }

  int size() {
    return byFirst.size();
  }

  long earliest() {
    return byFirst.firstKey();
  }

  /** Whether an event at {@code time} is of a session that there is. */
  boolean holds(long time) {
    Map.Entry<Long, Session> before = byFirst.floorEntry(time);
    Map.Entry<Long, Session> after = byFirst.higherEntry(time);
    return (before != null && rule.joins(before.getValue(), time, time))
        || (after != null && rule.joins(after.getValue(), time, time));
  }

  /**
   * The one session of events from {@code first} to {@code last} and of all that they join, which
   * it has swallowed. The caller adds what the events are.
   */
  Session widen(long first, long last, List<Measure> measures, long generation) {
    Session session = null;
    Map.Entry<Long, Session> next = byFirst.floorEntry(first);
    if (next == null || !rule.joins(next.getValue(), first, last)) {
      next = byFirst.higherEntry(first);
    }
    while (next != null && rule.joins(next.getValue(), first, last)) {
      byFirst.remove(next.getKey());
      if (session == null) {
        session = next.getValue();
      } else {
        session.swallow(next.getValue());
      }
      next = byFirst.higherEntry(next.getKey());
    }
    if (session == null) {
      session = Session.empty(first, last, measures, generation);
    } else {
      session.widen(first, last);
    }
    byFirst.put(session.first(), session);
    return session;
  }

  /** Adds {@code part}, which stays as it is, and gives the session that it is now in. */
  Session add(Session part, List<Measure> measures, long generation) {
    Session session = widen(part.first(), part.last(), measures, generation);
    session.total().addAll(part.total());
    return session;
  }

  void put(Session session) {
    byFirst.put(session.first(), session);
  }

  void remove(Session session) {
    byFirst.remove(session.first());
  }

  /** The event time of the timer that is set, ms since the epoch, or {@link #NO_TIMER}. */
  long timer() {
    return timer;
  }

  void setTimer(long time) {
    timer = time;
  }

  /** Whether panes of that kind are due in processing time. */
  boolean waiting(Pane pane) {
    return waiting.contains(pane);
  }

  void setWaiting(Pane pane, boolean waits) {
    if (waits) {
      waiting.add(pane);
    } else {
      waiting.remove(pane);
    }
  }
}
