package io.tidemark.bench;

import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Tidemark from an ordinary spec, as {@code tidemark run SPEC --runner flink} runs it on a cluster:
 * checkpoints, metrics, the lateness split, late events and dead letters on. A job of several
 * results is a spec of as many views; a bounded one is run with {@code --mode daily}.
 */
final class Tidemark implements Contender {
  private final FlinkSession session = new FlinkSession();

  @Override
  public Started start(Job job) throws Exception {
    Path spec = Files.writeString(Path.of(job.directory(), job.name() + ".yaml"), spec(job));
    return launch(session, spec, job.bounded() ? daily(job) : Request.continuous(Runner.FLINK));
  }

  static Started launch(FlinkSession session, Path spec, Request request) throws Exception {
    List<String> options =
        List.of(
            "--parallelism=" + Job.PARALLELISM,
            "--flinkMaster=" + session.address(),
            "--filesToStage=" + String.join(",", session.filesToStage()));
    return started(
        Launch.of(spec, Map.of(), request.withOptions(options), Clock.systemUTC()).start());
  }

  private static Request daily(Job job) {
    return Request.daily(
        Runner.FLINK, job.day(), LocalDate.parse(job.day()).plusDays(1).toString());
  }

  private static String spec(Job job) {
    StringBuilder views = new StringBuilder();
    for (int i = 0; i < job.results().size(); i++) {
      views.append(
          """
            hits_by_host_%d:
              window: {fixed: 5m}
              groupBy: [host]
              measures: {hits: "COUNT(*)"}
              sink: %s
          """
              .formatted(i, sink(job, job.results().get(i))));
    }
    return """
    pipeline: %s
    %s
    event:
      format: json
      fields: %s
      time: event_time
      watermark: {outOfOrderness: 15s}
    views:
    %s
    lateEvents: %s
    deadLetters: %s
    """
        .formatted(
            job.name(),
            source(job),
            Traffic.FIELDS,
            views,
            sink(job, job.name() + "-late"),
            sink(job, job.name() + "-dead-letters"));
  }

  private static String source(Job job) {
    return job.bounded()
        ? "source: {files: \"%s/*.jsonl\"}".formatted(job.events())
        : """
          connections: {broker: {kafka: {bootstrapServers: "%s"}}}
          source: {kafka: broker, topics: [%s]}
          """
            .formatted(job.bootstrapServers(), job.events());
  }

  private static String sink(Job job, String name) {
    return job.bounded()
        ? "{files: \"%s\"}".formatted(Path.of(job.directory()).resolve(name))
        : "{kafka: broker, topic: %s}".formatted(name);
  }

  private static Started started(Running running) {
    return new Started() {
      @Override
      public boolean isDone() {
        if (!running.isDone()) {
          return false;
        }
        running
            .failure()
            .ifPresent(
                failure -> {
                  throw new IllegalStateException(failure);
                });
        return true;
      }

      @Override
      public void close() {
        running.stop();
        running.close();
      }
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
