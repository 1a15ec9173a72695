package io.tidemark.bench;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Flink SQL: a window of the TUMBLE table function over a Kafka table. Tuned, it also reuses
 * objects, polls as many records at once as Tidemark does, collects rows to mini-batches and
 * aggregates in two phases.
 */
final class FlinkSql implements Contender {
  private static final Map<String, String> TUNED =
      Map.of(
          "table.exec.mini-batch.enabled", "true",
          "table.exec.mini-batch.allow-latency", "1 s",
          "table.exec.mini-batch.size", "20000",
          "table.optimizer.agg-phase-strategy", "TWO_PHASE",
          "table.local-time-zone", "UTC");
  private static final Map<String, String> DEFAULT = Map.of("table.local-time-zone", "UTC");

  private final boolean tuned;

  FlinkSql(boolean tuned) {
    this.tuned = tuned;
  }

  @Override
  public Started start(Job job) throws Exception {
    FlinkSession session = new FlinkSession();
    try {
      Configuration own = new Configuration();
      own.set(PipelineOptions.OBJECT_REUSE, tuned);
      StreamExecutionEnvironment environment = session.environment(own);
      environment.enableCheckpointing(Job.CHECKPOINT_MILLIS);
      StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
      (tuned ? TUNED : DEFAULT).forEach(tables.getConfig()::set);
      tables.executeSql(source(job));
      tables.executeSql(sink(job));
      return session.started(
          tables
              .executeSql(
                  """
                  INSERT INTO results
                  SELECT host, window_start, COUNT(*)
                  FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '5' MINUTE))
                  GROUP BY host, window_start, window_end
                  """)
              .getJobClient()
              .orElseThrow());
    } catch (Exception e) {
      session.close();
      throw e;
    }
  }

  private String source(Job job) {
    return """
    CREATE TABLE events (
      %s,
      WATERMARK FOR event_time AS event_time - INTERVAL '15' SECOND
    ) WITH (
      'connector' = 'kafka', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
      'properties.bootstrap.servers' = '%s', 'topic' = '%s', 'properties.group.id' = '%s',
      'scan.startup.mode' = 'earliest-offset'%s)
    """
        .formatted(
            Traffic.SQL_COLUMNS,
            job.bootstrapServers(),
            job.topic(),
            job.name(),
            tuned ? properties(KafkaClients.consumer()) : "");
  }

  private static String sink(Job job) {
    return """
    CREATE TABLE results (host STRING, window_start TIMESTAMP(3), hits BIGINT) WITH (
      'connector' = 'kafka', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
      'properties.bootstrap.servers' = '%s', 'topic' = '%s',
      'sink.delivery-guarantee' = 'at-least-once'%s)
    """
        .formatted(job.bootstrapServers(), job.result(), properties(KafkaClients.producer()));
  }

  private static String properties(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(
            property ->
                ", 'properties.%s' = '%s'".formatted(property.getKey(), property.getValue()))
        .collect(Collectors.joining());
  }
}
