package io.tidemark.bench;

import io.tidemark.run.Launch;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Tidemark from an ordinary spec, as {@code tidemark run SPEC --runner flink} runs it: checkpoints,
 * metrics, the lateness split, late events and dead letters on. A job of several results is a spec
 * of as many views.
 */
final class Tidemark implements Contender {
  private static final String VIEW =
      """
        hits_by_host_%d:
          window: {fixed: 5m}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {kafka: broker, topic: %s}
      """;

  @Override
  public Started start(Job job) throws Exception {
    StringBuilder views = new StringBuilder();
    for (int i = 0; i < job.results().size(); i++) {
      views.append(VIEW.formatted(i, job.results().get(i)));
    }
    String spec =
        """
        pipeline: %1$s
        connections:
          broker: {kafka: {bootstrapServers: "%2$s"}}
        source: {kafka: broker, topics: [%3$s]}
        event:
          format: json
          fields: %4$s
          time: event_time
          watermark: {outOfOrderness: 15s}
        views:
        %5$s
        lateEvents: {kafka: broker, topic: %1$s-late}
        deadLetters: {kafka: broker, topic: %1$s-dead-letters}
        """
            .formatted(job.name(), job.bootstrapServers(), job.topic(), Traffic.FIELDS, views);
    return launch(
        Files.writeString(Path.of(job.directory(), job.name() + ".yaml"), spec),
        Launch.Request.continuous(Runner.FLINK));
  }

  static Started launch(Path spec, Launch.Request request) throws Exception {
    List<String> options = List.of("--parallelism=" + Job.PARALLELISM);
    Running running =
        Launch.of(spec, Map.of(), request.withOptions(options), Clock.systemUTC()).start();
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
        running.close();
      }
    };
  }
}
