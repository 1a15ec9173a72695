package io.tidemark.aggregate;

import io.tidemark.model.Pane;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link SessionSet} of one rule and known measures: what checkpoints hold of a key. */
final class SessionSetCoder extends CustomCoder<SessionSet> {
  private static final long serialVersionUID = 1L;

  private static final int EARLY = 1;
  private static final int LATE = 2;
  private static final int TIMER = 4;
  private static final int CHANGED = 1;
  private static final int CLOSED = 2;

  private final SessionRule rule;
  private final AccumulatorCoder total;

  private SessionSetCoder(SessionRule rule, AccumulatorCoder total) {
    this.rule = rule;
    this.total = total;
  }

  static SessionSetCoder of(SessionRule rule, List<Measure> measures) {
    return new SessionSetCoder(rule, AccumulatorCoder.of(measures));
  }

  @Override
  public void encode(SessionSet value, OutputStream out) throws IOException {
    boolean timer = value.timer() != SessionSet.NO_TIMER;
    out.write(
        (value.waiting(Pane.EARLY) ? EARLY : 0)
            | (value.waiting(Pane.LATE) ? LATE : 0)
            | (timer ? TIMER : 0));
    if (timer) {
      VarInt.encode(value.timer(), out);
    }
    VarInt.encode(value.size(), out);
    for (Session session : value.sessions()) {
      encode(session, out);
    }
  }

  private void encode(Session session, OutputStream out) throws IOException {
    VarInt.encode(session.first(), out);
    VarInt.encode(session.last() - session.first(), out);
    VarInt.encode(session.generation(), out);
    out.write((session.changed() ? CHANGED : 0) | (session.closed() ? CLOSED : 0));
    VarInt.encode(session.written().size(), out);
    for (Session.Written row : session.written()) {
      SpanCoder.of().encode(row.span(), out);
      VarInt.encode(row.revision(), out);
    }
    total.encode(session.total(), out);
  }

  @Override
  public SessionSet decode(InputStream in) throws IOException {
    SessionSet value = SessionSet.empty(rule);
    int flags = in.read();
    value.setWaiting(Pane.EARLY, (flags & EARLY) != 0);
    value.setWaiting(Pane.LATE, (flags & LATE) != 0);
    if ((flags & TIMER) != 0) {
      value.setTimer(VarInt.decodeLong(in));
    }
    int size = VarInt.decodeInt(in);
    for (int i = 0; i < size; i++) {
      value.put(decodeSession(in));
    }
    return value;
  }

  private Session decodeSession(InputStream in) throws IOException {
    long first = VarInt.decodeLong(in);
    long last = first + VarInt.decodeLong(in);
    long generation = VarInt.decodeLong(in);
    int flags = in.read();
    int rows = VarInt.decodeInt(in);
    List<Session.Written> written = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      Span span = SpanCoder.of().decode(in);
      written.add(new Session.Written(span, VarInt.decodeLong(in)));
    }
    return new Session(
        first,
        last,
        total.decode(in),
        generation,
        (flags & CHANGED) != 0,
        (flags & CLOSED) != 0,
        written,
        rule);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionSetCoder that
        && rule.equals(that.rule)
        && total.equals(that.total);
  }

  @Override
  public int hashCode() {
    return rule.hashCode() * 31 + total.hashCode();
  }
}
