package io.tidemark.cli;

import java.util.List;

/** A verb of the command line that lives in another module, found by ServiceLoader. */
public interface Verb {
  String name();

  String summary();

  int run(List<String> args) throws Exception;
}
