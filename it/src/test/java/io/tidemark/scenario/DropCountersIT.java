package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.graph.Graph;
import io.tidemark.graph.LiveInputs;
import io.tidemark.graph.Outputs;
import io.tidemark.graph.Plan;
import io.tidemark.sink.Sink;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is dropped by Beam: what is too late was taken out, and written, before. */
class DropCountersIT {
  private static final String LATE = ".toolate";

  /** Direct writes the first one with a capital D, Flink does not. */
  private static final Set<String> DROPS = Set.of("droppedduetolateness", "statefulpardodropped");

  @TempDir Path directory;

  private PipelineResult run(OrderPipeline orders, String options) throws Exception {
    PipelineSpec spec = SpecParser.parse(orders.spec(), Map.of());
    Plan plan = new Plan(Optional.empty(), false, false, "resume", 1, 4);
    Map<String, Sink> outputs = Outputs.of(spec, plan);
    Outputs.prepare(outputs, plan.isBatch());
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs(options.split(" ")).create());
    Graph.build(pipeline, spec, plan, LiveInputs.of(spec, plan), outputs);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  /** Counters by name in lower case, whatever step and namespace they are in. */
  private static Map<String, Long> counters(PipelineResult result) {
    Map<String, Long> counters = new TreeMap<>();
    MetricsFilter all = MetricsFilter.builder().build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(all).getCounters()) {
      String name = counter.getName().getName().toLowerCase(Locale.ROOT);
      counters.merge(name, counter.getAttempted(), Long::sum);
    }
    return counters;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--runner=DirectRunner --targetParallelism=2",
        "--runner=FlinkRunner --flinkMaster=[local] --parallelism=2 --streaming=true"
            + " --shutdownSourcesAfterIdleMs=0"
      })
  void beamDropsNothingWhereEventsAreLateAndTooLate(String options) throws Exception {
    OrderPipeline orders = OrderPipeline.in(directory);
    long tooLate = orders.expected(false).get("late").size();

    Map<String, Long> counters = counters(run(orders, options));

    assertTrue(tooLate > 0);
    assertEquals(
        tooLate,
        counters.entrySet().stream()
            .filter(counter -> counter.getKey().endsWith(LATE))
            .mapToLong(Map.Entry::getValue)
            .sum());
    DROPS.forEach(drop -> assertEquals(0, counters.getOrDefault(drop, 0L), drop));
  }
}
