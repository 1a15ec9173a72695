package io.tidemark.run;

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
    options.put("objectReuse", "true");
    options.put("fasterCopy", "true");
    if (mode.isBatch()) {
      options.put("reIterableGroupByKeyResult", "true");
      return;
    }
    options.put("streaming", "true");
    options.put("checkpointingInterval", "10000");
    options.put("externalizedCheckpointsEnabled", "true");
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

  void set(String name, String value) {
    options.put(name, value);
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
