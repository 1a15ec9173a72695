package io.tidemark.sink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.util.SerializationUtil;

/**
 * Complete data files that no snapshot names yet.
 *
 * @param operation unique; part of the name of each of the files, and of no other
 * @param files each serialized by Iceberg
 * @param positions of each source partition the lowest and the highest offset of the rows; empty
 *     where rows have no position
 */
record WrittenFiles(String operation, List<byte[]> files, Map<String, KV<Long, Long>> positions) {

  static Coder<WrittenFiles> coder() {
    return DelegateCoder.of(
        KvCoder.of(
            StringUtf8Coder.of(),
            KvCoder.of(
                ListCoder.of(ByteArrayCoder.of()),
                MapCoder.of(
                    StringUtf8Coder.of(), KvCoder.of(VarLongCoder.of(), VarLongCoder.of())))),
        written -> KV.of(written.operation, KV.of(written.files, written.positions)),
        parts ->
            new WrittenFiles(
                parts.getKey(), parts.getValue().getKey(), parts.getValue().getValue()));
  }

  static WrittenFiles of(
      String operation, List<DataFile> files, Map<String, KV<Long, Long>> positions) {
    return new WrittenFiles(
        operation, files.stream().map(SerializationUtil::serializeToBytes).toList(), positions);
  }

  List<DataFile> dataFiles() {
    return files.stream().<DataFile>map(SerializationUtil::deserializeFromBytes).toList();
  }

  /** The ranges that hold both. */
  static Map<String, KV<Long, Long>> merge(
      Map<String, KV<Long, Long>> some, Map<String, KV<Long, Long>> others) {
    Map<String, KV<Long, Long>> both = new TreeMap<>(some);
    others.forEach((partition, range) -> both.merge(partition, range, WrittenFiles::span));
    return both;
  }

  /** The range that holds both. */
  static KV<Long, Long> span(KV<Long, Long> a, KV<Long, Long> b) {
    return KV.of(Math.min(a.getKey(), b.getKey()), Math.max(a.getValue(), b.getValue()));
  }
}
