package io.tidemark.run;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this JVM, reached over REST like any other. */
public final class EmbeddedFlink implements AutoCloseable {
  private final MiniCluster cluster;
  private final Path directory;
  private final String address;

  private EmbeddedFlink(MiniCluster cluster, Path directory, String address) {
    this.cluster = cluster;
    this.directory = directory;
    this.address = address;
  }

  /** Starts one with {@code slots} task slots; ready when it returns. */
  public static EmbeddedFlink start(int slots) {
    try {
      Path directory = Files.createTempDirectory("tidemark-flink-");
      Configuration configuration = new Configuration();
      configuration.set(RestOptions.ADDRESS, "127.0.0.1");
      configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
      configuration.set(RestOptions.BIND_PORT, "0");
      configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
      configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
      configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(configuration)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(slots)
                  .build());
      cluster.start();
      String authority = cluster.getRestAddress().get().getAuthority();
      return new EmbeddedFlink(cluster, directory, authority);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Flink was starting", e);
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Flink did not start: " + e.getMessage(), e);
    }
  }

  /** host:port of its REST API: a {@code --flinkMaster}. */
  public String address() {
    return address;
  }

  /** Where its jobs keep their checkpoints, as long as it lives. */
  String checkpoints() {
    return directory.toUri().toString();
  }

  /**
   * What a job submitted to it must stage: a jar of nothing, since the workers share this JVM's
   * class path, and an empty list would make Beam stage all of it.
   */
  public List<String> filesToStage() {
    Path jar = directory.resolve("nothing.jar");
    try (JarOutputStream empty = new JarOutputStream(Files.newOutputStream(jar), new Manifest())) {
      empty.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(jar.toString());
  }

  @Override
  public void close() {
    try {
      cluster.close();
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Flink did not stop: " + e.getMessage(), e);
    }
  }
}
