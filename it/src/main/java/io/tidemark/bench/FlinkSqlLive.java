package io.tidemark.bench;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Flink SQL with the errors inserted into one topic, and a count by host and window that is updated
 * with every event: grouped by the window's start alone, which the planner takes for an ordinary
 * aggregation.
 */
final class FlinkSqlLive implements Contender {
  private final FlinkSession session = new FlinkSession();

  @Override
  public Started start(Job job) {
    StreamExecutionEnvironment environment = session.environment(new Configuration());
    environment.enableCheckpointing(Job.CHECKPOINT_MILLIS);
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.getConfig().set("table.local-time-zone", "UTC");
    tables.executeSql(FlinkSql.events(job, ""));
    tables.executeSql(
        """
        CREATE TABLE errors (%s) WITH (
          'connector' = 'kafka', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
          'properties.bootstrap.servers' = '%s', 'topic' = '%s',
          'sink.delivery-guarantee' = 'at-least-once')
        """
            .formatted(Traffic.SQL_COLUMNS, job.bootstrapServers(), job.results().get(0)));
    tables.executeSql(
        """
        CREATE TABLE hits_by_host (
          host STRING, window_start TIMESTAMP(3), hits BIGINT,
          PRIMARY KEY (host, window_start) NOT ENFORCED
        ) WITH (
          'connector' = 'upsert-kafka', 'key.format' = 'json', 'value.format' = 'json',
          'key.json.timestamp-format.standard' = 'ISO-8601',
          'value.json.timestamp-format.standard' = 'ISO-8601',
          'properties.bootstrap.servers' = '%s', 'topic' = '%s')
        """
            .formatted(job.bootstrapServers(), job.results().get(1)));
    StatementSet statements = tables.createStatementSet();
    statements.addInsertSql("INSERT INTO errors SELECT * FROM events WHERE status >= 500");
    statements.addInsertSql(
        """
        INSERT INTO hits_by_host
        SELECT host, window_start, COUNT(*)
        FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '5' MINUTE))
        GROUP BY host, window_start
        """);
    return FlinkSession.started(statements.execute().getJobClient().orElseThrow());
  }

  @Override
  public void close() {
    session.close();
  }
}
