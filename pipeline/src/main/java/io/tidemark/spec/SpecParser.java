package io.tidemark.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a spec file: YAML 1.2, checked to the last expression. It finds every error of a file in
 * one go, in the file's order, and no error holds a secret. It asks no system and reads no other
 * file than those of {@code ${file:PATH}}.
 */
public final class SpecParser {
  private SpecParser() {}

  /**
   * Reads {@code file}, ready to run.
   *
   * @param env the variables that {@code ${NAME}} stands for
   * @throws SpecException every error of the file, in its order
   */
  public static PipelineSpec parse(Path file, Map<String, String> env) throws SpecException {
    return parse(file, env, true);
  }

  /**
   * As {@link #parse}, for {@code check} and {@code test}, which reach no system: an unset variable
   * inside {@code connections} is no error, and stands there as it is written.
   */
  public static PipelineSpec parseWithoutSecrets(Path file, Map<String, String> env)
      throws SpecException {
    return parse(file, env, false);
  }

  private static PipelineSpec parse(Path file, Map<String, String> env, boolean unsetIsError)
      throws SpecException {
    SpecText text = SpecText.read(file, "a spec file");
    Errors errors = new Errors();
    Path directory = file.toAbsolutePath().getParent();
    Variables variables = Variables.of(env, directory == null ? file : directory);
    Optional<Node> node = YamlDocument.compose(text, errors, "a pipeline");
    if (node.isEmpty()) {
      throw errors.toException(variables, List.of());
    }
    Set<Node> spoiled = YamlTraps.find(node.get(), text, errors);
    Reading reading = new Reading(text, errors, variables, spoiled);
    SpecNode root = new SpecNode(reading, "the spec", text.place(node.get()), node.get());
    SpecReader reader = new SpecReader(root, unsetIsError);
    Supplier<PipelineSpec> spec = reader.read(file.toString());
    if (!errors.isEmpty()) {
      throw errors.toException(variables, reader.connections().specs().values());
    }
    return spec.get();
  }
}
