package io.tidemark.spec;

import java.nio.file.Path;
import java.util.Map;

/** Reads a spec file: its errors, all of them, or the pipeline that it describes. */
public final class SpecParser {
  private SpecParser() {}

  /**
   * Reads {@code file}, ready to run.
   *
   * @param env the variables that {@code ${NAME}} stands for
   * @throws SpecException every error of the file, in its order
   */
  public static PipelineSpec parse(Path file, Map<String, String> env) throws SpecException {
    throw new UnsupportedOperationException(file + " " + env.size());
  }

  /**
   * As {@link #parse}, for {@code check} and {@code test}, which reach no system: an unset variable
   * inside {@code connections} is no error, and stands there as it is written.
   */
  public static PipelineSpec parseWithoutSecrets(Path file, Map<String, String> env)
      throws SpecException {
    throw new UnsupportedOperationException(file + " " + env.size());
  }
}
