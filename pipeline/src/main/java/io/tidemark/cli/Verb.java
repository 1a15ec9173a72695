package io.tidemark.cli;

import java.util.List;

<<<<<<< HEAD
/** A verb of the command line that lives in another module, found by ServiceLoader. */
public interface Verb {
  String name();

  String summary();

=======
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
>>>>>>> main
  int run(List<String> args) throws Exception;
}
