package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.bench.Contender.Started;
import java.io.OutputStream;
import java.nio.file.Path;

/** The process of a contender whose job runs until the process that started it ends it. */
final class LiveProcess {
  private LiveProcess() {}

  /**
   * Runs one job until the standard input ends.
   *
   * @param arguments the contender, and the file of the {@link Job}
   */
  public static void main(String[] arguments) throws Exception {
    Job job = new ObjectMapper().readValue(Path.of(arguments[1]).toFile(), Job.class);
    try (Contender contender = Contenders.of(arguments[0]);
        Started started = contender.start(job)) {
      System.in.transferTo(OutputStream.nullOutputStream());
      started.isDone(); // Fails, if the job did.
    }
    System.exit(0);
  }
}
