package io.tidemark.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * How far the groups of a shard are, see {@link CommitStable}.
 *
 * @param lineage names the state, from its beginning on through all restores
 * @param added the number of the newest group that came; 0: none
 * @param committed the number of the newest group that is committed; 0: none
 */
record Progress(String lineage, long added, long committed) {
  /** Of a shard that nothing came of. */
  static Progress begin() {
    return new Progress(UUID.randomUUID().toString(), 0, 0);
  }

  static Coder<Progress> coder() {
    return new ProgressCoder();
  }

  private static final class ProgressCoder extends CustomCoder<Progress> {
    @Override
    public void encode(Progress progress, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(progress.lineage, out);
      VarLongCoder.of().encode(progress.added, out);
      VarLongCoder.of().encode(progress.committed, out);
    }

    @Override
    public Progress decode(InputStream in) throws IOException {
      return new Progress(
          StringUtf8Coder.of().decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in));
    }
  }
}
