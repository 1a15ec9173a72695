package io.tidemark.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Flink SQL: a window of the TUMBLE table function over a Kafka table, or in batch over files.
 * Tuned, it also reuses objects, polls as many records at once as Tidemark does, collects rows to
 * mini-batches and aggregates in two phases.
 */
final class FlinkSql implements Contender {
  private static final Map<String, String> TUNED =
      Map.of(
          "table.exec.mini-batch.enabled", "true",
          "table.exec.mini-batch.allow-latency", "1 s",
          "table.exec.mini-batch.size", "20000",
          "table.optimizer.agg-phase-strategy", "TWO_PHASE");

  private final FlinkSession session = new FlinkSession();
  private final boolean tuned;

  private FlinkSql(boolean tuned) {
    this.tuned = tuned;
  }

  /** As it comes. */
  static FlinkSql untuned() {
    return new FlinkSql(false);
  }

  static FlinkSql tuned() {
    return new FlinkSql(true);
  }

  @Override
  public Started start(Job job) {
    Configuration own = new Configuration();
    own.set(PipelineOptions.OBJECT_REUSE, tuned);
    StreamExecutionEnvironment environment = session.environment(own);
    if (!job.bounded()) {
      environment.enableCheckpointing(Job.CHECKPOINT_MILLIS);
    }
    EnvironmentSettings.Builder settings = EnvironmentSettings.newInstance();
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(
            environment,
            (job.bounded() ? settings.inBatchMode() : settings.inStreamingMode()).build());
    tables.getConfig().set("table.local-time-zone", "UTC");
    if (tuned) {
      TUNED.forEach(tables.getConfig()::set);
    }
    tables.executeSql(
        job.bounded()
            ? fileSource(job)
            : events(job, tuned ? properties(KafkaClients.consumer()) : ""));
    tables.executeSql(job.bounded() ? fileSink(job) : kafkaSink(job));
    return FlinkSession.started(
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
  }

  @Override
  public void close() {
    session.close();
  }

  private static String fileSource(Job job) {
    return """
    CREATE TABLE events (%s) WITH (
      'connector' = 'filesystem', 'format' = 'json',
      'json.timestamp-format.standard' = 'ISO-8601', 'path' = '%s')
    """
        .formatted(Traffic.SQL_COLUMNS, Path.of(job.events()).toUri());
  }

  private static String fileSink(Job job) {
    return """
    CREATE TABLE results (host STRING, window_start TIMESTAMP(3), hits BIGINT) WITH (
      'connector' = 'filesystem', 'format' = 'json',
      'json.timestamp-format.standard' = 'ISO-8601', 'path' = '%s')
    """
        .formatted(Path.of(job.result()).toUri());
  }

  /**
   * The table of a topic's events.
   *
   * @param more options of it, each with a comma before it
   */
  static String events(Job job, String more) {
    return """
    CREATE TABLE events (%s, WATERMARK FOR event_time AS event_time - INTERVAL '15' SECOND) WITH (
      'connector' = 'kafka', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
      'properties.bootstrap.servers' = '%s', 'topic' = '%s', 'properties.group.id' = '%s',
      'scan.startup.mode' = 'earliest-offset'%s)
    """
        .formatted(Traffic.SQL_COLUMNS, job.bootstrapServers(), job.events(), job.name(), more);
  }

  private static String kafkaSink(Job job) {
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
