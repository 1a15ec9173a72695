package io.tidemark.bench;

import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tidemark with an event view of the errors, and a count by host with EARLY panes at once. */
final class TidemarkLive implements Contender {
  private final FlinkSession session = new FlinkSession();

  @Override
  public Started start(Job job) throws Exception {
    String spec =
        """
        pipeline: %1$s
        connections: {broker: {kafka: {bootstrapServers: "%2$s"}}}
        source: {kafka: broker, topics: [%3$s]}
        event:
          format: json
          fields: %4$s
          time: event_time
          watermark: {outOfOrderness: 15s}
        views:
          errors:
            where: "status >= 500"
            sink: {kafka: broker, topic: %5$s}
          hits_by_host:
            window: {fixed: 5m}
            groupBy: [host]
            measures: {hits: "COUNT(*)"}
            emit: {early: 0s}
            sink: {kafka: broker, topic: %6$s}
        lateEvents: {kafka: broker, topic: %1$s-late}
        deadLetters: {kafka: broker, topic: %1$s-dead-letters}
        """
            .formatted(
                job.name(),
                job.bootstrapServers(),
                job.events(),
                Traffic.FIELDS,
                job.results().get(0),
                job.results().get(1));
    return Tidemark.launch(
        session,
        Files.writeString(Path.of(job.directory(), job.name() + ".yaml"), spec),
        Request.continuous(Runner.FLINK));
  }

  @Override
  public void close() {
    session.close();
  }
}
