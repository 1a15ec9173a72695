package io.tidemark.run;

import com.google.common.primitives.Ints;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The options that a runner is started with: those a knowledgeable user would set, by mode, and
 * over them the user's own.
 */
public final class RunnerOptions {
  private static final int SHARDS_A_SUBTASK = 4;

  private final Map<String, String> options = new TreeMap<>();
  private final List<String> own;

  private RunnerOptions(List<String> own) {
    this.own = List.copyOf(own);
  }

  /**
   * The options of one run.
   *
   * @param own as the user gave them after {@code --}: {@code --parallelism=4}
   * @throws LaunchException one of them has no name
   */
  public static RunnerOptions of(PipelineSpec spec, Mode mode, Runner runner, List<String> own)
      throws LaunchException {
    RunnerOptions made = new RunnerOptions(joined(own));
    made.options.put("jobName", spec.name());
    int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
    if (runner == Runner.DIRECT) {
      made.options.put("runner", "DirectRunner");
      made.options.put("blockOnRun", "false");
      made.options.put("targetParallelism", Integer.toString(cores));
      made.options.put("enforceImmutability", "false");
      made.options.put("enforceEncodability", "false");
    } else {
      made.flink(spec, mode, cores);
    }
    for (String option : made.own) {
      made.options.remove(nameOf(option));
    }
    return made;
  }

  private void flink(PipelineSpec spec, Mode mode, int cores) {
    options.put("runner", "FlinkRunner");
    options.put("attachedMode", "false");
    options.put("parallelism", Integer.toString(cores));
    options.putAll(FlinkDefaults.of(mode));
    if (mode.isBatch()) {
      return;
    }
    if (own.stream().noneMatch(option -> nameOf(option).equals("flinkMaster"))) {
      options.put("numberOfExecutionRetries", "0");
    }
    if (spec.source() instanceof SourceSpec.Files) {
      options.put("shutdownSourcesAfterIdleMs", "0");
    }
  }

  /** The value that the run has, if any, of the option called {@code name}. */
  public Optional<String> get(String name) {
    return own.stream()
        .filter(option -> nameOf(option).equals(name))
        .map(option -> option.substring(option.indexOf('=') + 1))
        .findFirst()
        .or(() -> Optional.ofNullable(options.get(name)));
  }

  /**
   * The shards that a run has if nobody says how many: four a subtask, so that no subtask has much
   * more than another. Where the parallelism is left to the cluster, it is taken to be 1.
   */
  public int shards() {
    String option = get("targetParallelism").isPresent() ? "targetParallelism" : "parallelism";
    Integer parallelism = Ints.tryParse(get(option).orElse("1"));
    return SHARDS_A_SUBTASK * Math.max(1, parallelism == null ? 1 : parallelism);
  }

  /** Adds what {@code state} takes, unless the user says so himself. */
  RunnerOptions withState(StateBackend state) {
    RunnerOptions made = new RunnerOptions(own);
    made.options.putAll(options);
    if (state == StateBackend.ROCKSDB && get("stateBackend").isEmpty()) {
      made.options.put("stateBackend", "rocksdb");
    }
    return made;
  }

  /** All of them, {@code --name=value}, ours first. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    options.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    arguments.addAll(own);
    return arguments;
  }

  /**
   * Beam's form of them.
   *
   * @throws LaunchException Beam does not know one, or not its value
   */
  PipelineOptions toBeam() throws LaunchException {
    try {
      return PipelineOptionsFactory.fromArgs(arguments().toArray(new String[0])).create();
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  /** Beam does not name the option whose value it cannot take: the one that is wrong alone, too. */
  private LaunchException wrong(IllegalArgumentException together) {
    for (String option : own) {
      try {
        PipelineOptionsFactory.fromArgs(option).create();
      } catch (IllegalArgumentException alone) {
        return new LaunchException(
            "option --" + nameOf(option) + " after -- is wrong: " + describe(alone));
      }
    }
    return new LaunchException("an option after -- is wrong: " + describe(together));
  }

  private static String describe(IllegalArgumentException e) {
    return Failures.describe(e)
        .replaceFirst(
            "^Class interface \\S+ missing a property named '[^']*'\\.",
            "there is none of that name.");
  }

  /** {@code --name value} as {@code --name=value}. */
  private static List<String> joined(List<String> own) throws LaunchException {
    List<String> joined = new ArrayList<>();
    for (String option : own) {
      if (option.startsWith("--")) {
        joined.add(option);
      } else if (joined.isEmpty() || joined.get(joined.size() - 1).contains("=")) {
        throw new LaunchException("option " + option + " after -- must begin with --");
      } else {
        joined.set(joined.size() - 1, joined.get(joined.size() - 1) + "=" + option);
      }
    }
    return joined;
  }

  private static String nameOf(String option) {
    int equals = option.indexOf('=');
    return option.substring(2, equals < 0 ? option.length() : equals);
  }

  /** Where a stream on Flink keeps its state. */
  public enum StateBackend {
    HEAP,
    ROCKSDB;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What executes the graph. */
  public enum Runner {
    DIRECT,
    FLINK,
    SPARK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
