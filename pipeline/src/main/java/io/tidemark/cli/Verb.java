package io.tidemark.cli;

import java.util.List;

/**
 * One verb of the command line; those of other modules are found by {@link
 * java.util.ServiceLoader}.
 */
public interface Verb {
  /** As it is typed. */
  String name();

  /** One line for {@code --help}. */
  String summary();

  /**
   * Does it.
   *
   * @param args what stands after the verb
   * @return the exit code, see {@link Exit}
   */
  int run(List<String> args) throws Exception;
}
