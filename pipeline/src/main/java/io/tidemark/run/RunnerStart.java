package io.tidemark.run;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.spec.UnreachableException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/** Starts a graph on the runner that was asked for. */
final class RunnerStart {
  private final Runner runner;
  private final RunnerOptions options;

  RunnerStart(Runner runner, RunnerOptions options) {
    this.runner = runner;
    this.options = options;
  }

  /**
   * Builds the graph and starts it.
   *
   * @throws LaunchException an option of the runner is wrong
   */
  Running start(Consumer<Pipeline> graph) throws UnreachableException, LaunchException {
    return runner == Runner.FLINK
        ? onFlink(graph)
        : DirectRunning.start(pipeline(options.toBeam(), graph));
  }

  private Running onFlink(Consumer<Pipeline> graph) throws UnreachableException, LaunchException {
    Optional<String> master = options.get("flinkMaster").filter(m -> !m.startsWith("["));
    Optional<EmbeddedFlink> embedded = Optional.empty();
    if (master.isEmpty()) {
      int slots = Integer.parseInt(options.get("parallelism").orElse("1"));
      embedded = Optional.of(EmbeddedFlink.start(slots));
      master = embedded.map(EmbeddedFlink::address);
    }
    try {
      return submit(graph, master.orElseThrow(), embedded);
    } catch (UnreachableException | LaunchException | RuntimeException e) {
      embedded.ifPresent(EmbeddedFlink::close);
      throw e;
    }
  }

  private Running submit(Consumer<Pipeline> graph, String master, Optional<EmbeddedFlink> embedded)
      throws UnreachableException, LaunchException {
    FlinkJob jobs = new FlinkJob(master);
    if (!jobs.isReachable()) {
      throw new UnreachableException("no Flink cluster answers at " + master, null);
    }
    PipelineOptions beam = options.toBeam();
    FlinkPipelineOptions flink = beam.as(FlinkPipelineOptions.class);
    flink.setFlinkMaster(master);
    if (embedded.isPresent()) {
      flink.setFilesToStage(embedded.get().filesToStage());
      if (flink.getStateBackend() != null && flink.getStateBackendStoragePath() == null) {
        flink.setStateBackendStoragePath(embedded.get().checkpoints());
      }
    } else if (flink.getFilesToStage() == null) {
      flink.setFilesToStage(StagedFiles.of(System.getProperty("java.class.path")));
    }
    return new FlinkRunning(pipeline(beam, graph).run(), jobs, beam.getJobName(), embedded);
  }

  private static Pipeline pipeline(PipelineOptions beam, Consumer<Pipeline> graph) {
    Pipeline pipeline = Pipeline.create(beam);
    graph.accept(pipeline);
    return pipeline;
  }
}
