package io.tidemark.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this JVM, reached over REST like any other. */
final class EmbeddedFlink implements AutoCloseable {
  private final MiniCluster cluster;
  private final Path checkpoints;
  private final String address;

  private EmbeddedFlink(MiniCluster cluster, Path checkpoints, String address) {
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    this.address = address;
  }

  /** Starts one with {@code slots} task slots; ready when it returns. */
  static EmbeddedFlink start(int slots) {
    try {
      Path checkpoints = Files.createTempDirectory("tidemark-flink-");
      Configuration configuration = new Configuration();
      configuration.set(RestOptions.ADDRESS, "127.0.0.1");
      configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
      configuration.set(RestOptions.BIND_PORT, "0");
      configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
      configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(configuration)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(slots)
                  .build());
      cluster.start();
      String authority = cluster.getRestAddress().get().getAuthority();
      return new EmbeddedFlink(cluster, checkpoints, authority);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Flink was starting", e);
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Flink did not start: " + e.getMessage(), e);
    }
  }

  /** host:port of its REST API: a {@code --flinkMaster}. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    try {
      cluster.close();
      com.google.common.io.MoreFiles.deleteRecursively(
          checkpoints, com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Flink did not stop: " + e.getMessage(), e);
    }
  }
}
