package io.tidemark.drill;

import com.google.common.io.Closer;
import io.tidemark.fixture.FlinkCluster;
import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import java.io.Closeable;
import java.io.IOException;

/**
 * All that a drill's pipeline touches, each a process of its own but for the lake, which is a
 * directory.
 */
public record DrillSystems(
    FlinkCluster cluster, KafkaBroker broker, PostgresDatabase database, IcebergLake lake)
    implements Closeable {
  private static final int WORKERS = 2;
  private static final int SLOTS = 2;

  /** As many slots as one worker has, so that a job goes on while another worker starts. */
  static final int PARALLELISM = SLOTS;

  /** Starts them all, in about half a minute. */
  public static DrillSystems start() throws IOException {
    Closer closer = Closer.create();
    try {
      KafkaBroker broker = closer.register(KafkaBroker.startProcess());
      PostgresDatabase database = closer.register(PostgresDatabase.start());
      IcebergLake lake = closer.register(IcebergLake.create());
      return new DrillSystems(FlinkCluster.start(WORKERS, SLOTS), broker, database, lake);
    } catch (IOException | RuntimeException e) {
      closer.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (lake;
        database;
        broker;
        cluster) {
      // each is closed, also if another cannot be
    }
  }
}
