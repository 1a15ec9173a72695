package io.tidemark.run;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** The pipeline's counters, summed over steps. */
final class Counters {
  private Counters() {}

  static Map<String, Long> of(MetricResults metrics) {
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("tidemark")).build();
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : metrics.queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }
}
