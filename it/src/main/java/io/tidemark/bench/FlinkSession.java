package io.tidemark.bench;

import io.tidemark.run.EmbeddedFlink;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** An embedded Flink, the same that Tidemark starts, to which a contender submits its jobs. */
final class FlinkSession implements AutoCloseable {
  private static final long POLL_MILLIS = 20;

  private final EmbeddedFlink cluster = EmbeddedFlink.start(Job.PARALLELISM);

  String address() {
    return cluster.address();
  }

  /** What a Beam pipeline stages, since the workers share this JVM's class path. */
  List<String> filesToStage() {
    return cluster.filesToStage();
  }

  /** An environment of Flink's own interfaces that submits to it. */
  StreamExecutionEnvironment environment(Configuration own) {
    String[] address = address().split(":", 2);
    Configuration configuration = new Configuration(own);
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(DeploymentOptions.ATTACHED, false);
    configuration.set(RestOptions.ADDRESS, address[0]);
    configuration.set(RestOptions.PORT, Integer.parseInt(address[1]));
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    environment.setParallelism(Job.PARALLELISM);
    return environment;
  }

  /** A job of one of these environments. */
  static Contender.Started started(JobClient client) {
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
        try {
          if (!client.getJobStatus().get().isGloballyTerminalState()) {
            client.cancel().get();
          }
          while (!client.getJobStatus().get().isGloballyTerminalState()) {
            Thread.sleep(POLL_MILLIS);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while a job was ending", e);
        } catch (ExecutionException e) {
          throw new IllegalStateException("a job could not be ended", e);
        }
      }
    };
  }

  @Override
  public void close() {
    cluster.close();
  }
}
