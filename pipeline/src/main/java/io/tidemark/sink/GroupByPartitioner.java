package io.tidemark.sink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Chooses the partition of a pane by its groupBy values alone, so that all windows of a key stand
 * in one partition: murmur2, as Kafka's own partitioner, of the record key without its window.
 */
public final class GroupByPartitioner implements Partitioner {
  // Quotes inside a JSON string are escaped, so the last one is where the groupBy columns end.
  private static final String WINDOW = "\"" + Table.WINDOW_START + "\":";

  @Override
  public int partition(
      String topic,
      @Nullable Object key,
      byte @Nullable [] keyBytes,
      @Nullable Object value,
      byte @Nullable [] valueBytes,
      Cluster cluster) {
    int partitions = cluster.partitionsForTopic(topic).size();
    byte[] grouped = keyBytes == null ? new byte[0] : withoutWindow(keyBytes);
    return Utils.toPositive(Utils.murmur2(grouped)) % partitions;
  }

  private static byte[] withoutWindow(byte[] key) {
    String json = new String(key, StandardCharsets.UTF_8);
    int end = json.lastIndexOf(WINDOW);
    if (end < 0) {
      return key;
    }
    return Arrays.copyOf(key, json.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
