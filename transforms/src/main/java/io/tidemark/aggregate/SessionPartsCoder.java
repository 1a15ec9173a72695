package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes {@link SessionParts} of one key schema, one rule and known measures. */
final class SessionPartsCoder extends CustomCoder<SessionParts> {
  private static final long serialVersionUID = 1L;

  private final CellsCoder key;
  private final SessionSetCoder sessions;

  private SessionPartsCoder(CellsCoder key, SessionSetCoder sessions) {
    this.key = key;
    this.sessions = sessions;
  }

  static SessionPartsCoder of(Schema key, SessionRule rule, List<Measure> measures) {
    return new SessionPartsCoder(CellsCoder.of(key), SessionSetCoder.of(rule, measures));
  }

  @Override
  public void encode(SessionParts value, OutputStream out) throws IOException {
    VarInt.encode(value.keys().size(), out);
    for (Map.Entry<Cells, SessionSet> entry : value.keys().entrySet()) {
      key.encode(entry.getKey(), out);
      sessions.encode(entry.getValue(), out);
    }
  }

  @Override
  public SessionParts decode(InputStream in) throws IOException {
    SessionParts value = SessionParts.empty();
    int size = VarInt.decodeInt(in);
    for (int i = 0; i < size; i++) {
      Cells decoded = key.decode(in);
      value.keys().put(decoded, sessions.decode(in));
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionPartsCoder that
        && key.equals(that.key)
        && sessions.equals(that.sessions);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + sessions.hashCode();
  }
}
