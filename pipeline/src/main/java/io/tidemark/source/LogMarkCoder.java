package io.tidemark.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link LogMark}; one that was decoded tells nobody of its finalization. */
final class LogMarkCoder extends CustomCoder<LogMark> {
  private static final ListCoder<PartitionMark> PARTITIONS = ListCoder.of(PartitionMarkCoder.of());

  private LogMarkCoder() {}

  static LogMarkCoder of() {
    return new LogMarkCoder();
  }

  @Override
  public void encode(LogMark mark, OutputStream out) throws IOException {
    PARTITIONS.encode(mark.partitions(), out);
  }

  @Override
  public LogMark decode(InputStream in) throws IOException {
    return new LogMark(PARTITIONS.decode(in), null);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogMarkCoder;
  }

  @Override
  public int hashCode() {
    return LogMarkCoder.class.hashCode();
  }
}
