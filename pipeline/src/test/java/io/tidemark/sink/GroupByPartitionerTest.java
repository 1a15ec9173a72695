package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

class GroupByPartitionerTest {
  private static final Cluster EIGHT_PARTITIONS = cluster(8);

  private static Cluster cluster(int partitions) {
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> infos =
        java.util.stream.IntStream.range(0, partitions)
            .mapToObj(i -> new PartitionInfo("t", i, node, new Node[] {node}, new Node[] {node}))
            .toList();
    return new Cluster("c", List.of(node), infos, Set.of(), Set.of());
  }

  private static int partition(Cells row) {
    byte[] key = RowJson.of(SinkRows.HITS.schema(), SinkRows.HITS.identity()).write(row);
    return new GroupByPartitioner().partition("t", null, key, null, null, EIGHT_PARTITIONS);
  }

  @Test
  void allWindowsOfAKeyStandInOnePartition() {
    Set<Integer> partitions = new HashSet<>();

    for (int minute = 0; minute < 60; minute += 5) {
      partitions.add(partition(SinkRows.hits("h\u00e9,\"window_start\":1", minute, 1, 1)));
    }

    assertEquals(1, partitions.size());
  }

  @Test
  void keysSpreadOverAllPartitions() {
    Set<Integer> partitions = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      partitions.add(partition(SinkRows.hits("host-" + i, 0, 1, 1)));
    }

    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7), partitions);
  }
}
