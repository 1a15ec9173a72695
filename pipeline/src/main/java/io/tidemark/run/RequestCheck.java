package io.tidemark.run;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import java.util.List;
import java.util.Optional;

/** Refuses what a command line asks for where it has no meaning, or does not run yet. */
final class RequestCheck {
  private RequestCheck() {}

  static void check(Request request) throws LaunchException {
    refuseWhatDoesNotRunYet(request);
    boolean batch = request.mode().isBatch();
    boolean sliced = request.from().isPresent() || request.to().isPresent();
    refuse(sliced && !batch, "--from and --to need --mode daily");
    refuse(
        request.includeLate() && !batch,
        "--late include needs --mode daily: a stream decides by the tidemark");
    refuse(
        batch && !request.start().equals("resume"),
        "--start is for --mode continuous: a batch run reads a slice, see --from and --to");
    int shards = request.shards().orElse(1);
    refuse(shards < 1, "--shards " + shards + " is less than 1");
    checkState(request);
    refuse(
        !batch && request.runner() == Runner.FLINK && copiesLess(request.options()),
        "--fasterCopy=true after -- would let a checkpoint hold state that changes while it is"
            + " written: leave it out");
  }

  private static boolean copiesLess(List<String> options) {
    return String.join("=", options).contains("--fasterCopy=true");
  }

  private static void refuseWhatDoesNotRunYet(Request request) throws LaunchException {
    String start = request.start();
    refuse(
        request.mode() == Mode.MICROBATCH,
        "--mode microbatch is not supported yet: use continuous");
    refuse(
        request.mode() == Mode.HOURLY,
        "--mode hourly is not supported yet: use daily with --from --to");
    refuse(
        request.runner() == Runner.SPARK,
        "--runner spark is not supported yet: use direct or flink");
    refuse(request.every().isPresent(), "--every is not supported yet: it comes with microbatch");
    refuse(
        start.startsWith("savepoint:") || start.startsWith("checkpoint:"),
        "--start "
            + start
            + " is not supported yet: give -- --savepointPath=PATH to the Flink runner");
  }

  private static void checkState(Request request) throws LaunchException {
    if (request.state().isEmpty()) {
      return;
    }
    refuse(
        request.runner() == Runner.DIRECT,
        "--state needs --runner flink: the Direct runner keeps its state in memory");
    refuse(
        request.mode().isBatch(), "--state is for --mode continuous: a batch run keeps no state");
    refuse(
        request.state().equals(Optional.of(StateBackend.ROCKSDB))
            && names(request, "flinkMaster")
            && !names(request, "stateBackendStoragePath"),
        "--state rocksdb on a cluster needs -- --stateBackendStoragePath=URI: where the cluster"
            + " keeps its checkpoints");
  }

  private static boolean names(Request request, String option) {
    return request.options().stream()
        .anyMatch(o -> o.equals("--" + option) || o.startsWith("--" + option + "="));
  }

  private static void refuse(boolean condition, String message) throws LaunchException {
    if (condition) {
      throw new LaunchException(message);
    }
  }
}
