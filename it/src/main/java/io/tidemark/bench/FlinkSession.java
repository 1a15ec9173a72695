package io.tidemark.bench;

import io.tidemark.run.EmbeddedFlink;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The same embedded Flink that Tidemark starts, for a job of Flink's own interfaces. */
final class FlinkSession implements AutoCloseable {
  private final EmbeddedFlink cluster = EmbeddedFlink.start(Job.PARALLELISM);

  /** An environment that submits to it, with checkpoints. */
  StreamExecutionEnvironment environment(Configuration own) {
    String[] address = cluster.address().split(":", 2);
    Configuration configuration = new Configuration(own);
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(DeploymentOptions.ATTACHED, false);
    configuration.set(RestOptions.ADDRESS, address[0]);
    configuration.set(RestOptions.PORT, Integer.parseInt(address[1]));
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    environment.setParallelism(Job.PARALLELISM);
    return environment;
  }

  /** A job on it, which ends with it. */
  Contender.Started started(JobClient client) {
    return new Contender.Started() {
      @Override
      public boolean isDone() throws Exception {
        JobStatus status = client.getJobStatus().get();
        if (status == JobStatus.FAILED || status == JobStatus.FAILING) {
          client.getJobExecutionResult().get();
        }
        return status == JobStatus.FINISHED;
      }

      @Override
      public void close() {
        FlinkSession.this.close();
      }
    };
  }

  @Override
  public void close() {
    cluster.close();
  }
}
