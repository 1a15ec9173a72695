package io.tidemark.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * What is committed to a system as a whole, see {@link CommitStable}.
 *
 * @param number its place among those of its shard and lineage, from 1, without gaps
 * @param watermark everything before it is in this group or an earlier one of its shard
 */
record Group<T>(long number, Instant watermark, T content) {

  /** Encodes groups whose content {@code of} encodes. */
  static <T> Coder<Group<T>> coder(Coder<T> of) {
    return new GroupCoder<>(of);
  }

  private static final class GroupCoder<T> extends StructuredCoder<Group<T>> {
    private final Coder<T> content;

    GroupCoder(Coder<T> content) {
      this.content = content;
    }

    @Override
    public void encode(Group<T> group, OutputStream out) throws IOException {
      VarLongCoder.of().encode(group.number, out);
      VarLongCoder.of().encode(group.watermark.toEpochMilli(), out);
      content.encode(group.content, out);
    }

    @Override
    public Group<T> decode(InputStream in) throws IOException {
      long number = VarLongCoder.of().decode(in);
      Instant watermark = Instant.ofEpochMilli(VarLongCoder.of().decode(in));
      return new Group<>(number, watermark, content.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(content);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "the content must be", content);
    }
  }
}
