package io.tidemark.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;

/** Gauges, by partition, of what is left to read. They cost nothing between two changes. */
final class BacklogGauges {
  private static final String METRICS = "tidemark";

  private final List<Gauge> events = new ArrayList<>();
  private final List<Gauge> millis = new ArrayList<>();
  private List<Backlog> shown = List.of();

  /**
   * In the runner's thread: metrics belong to the step that it runs.
   *
   * @param backlogs by partition; the same list again changes nothing
   * @param now ms since the epoch: how far a partition with a backlog is behind, in event time
   */
  void show(List<Backlog> backlogs, List<PartitionMark> marks, long outOfOrderness, long now) {
    if (backlogs == shown) {
      return;
    }
    shown = backlogs;
    for (int i = 0; i < Math.min(backlogs.size(), marks.size()); i++) {
      if (i == events.size()) {
        String partition = marks.get(i).partition();
        events.add(Metrics.gauge(METRICS, partition + ".events_behind"));
        millis.add(Metrics.gauge(METRICS, partition + ".ms_behind"));
      }
      long arrivals = backlogs.get(i).arrivals();
      long newest = marks.get(i).watermark() + outOfOrderness;
      events.get(i).set(arrivals);
      millis.get(i).set(arrivals == 0 ? 0 : Math.max(0, now - newest));
    }
  }
}
