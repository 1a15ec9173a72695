package io.tidemark.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Fills a verb's annotated options from what was typed. */
public final class CommandLineOf {
  private CommandLineOf() {}

  /**
   * Parses {@code args} into {@code options}.
   *
   * @return whether to go on: false when help was asked for, and has been printed
   * @throws UsageException an option is unknown, missing or has a wrong value
   */
  public static boolean parse(Object options, List<String> args) throws UsageException {
    CommandLine commandLine = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      commandLine.parseArgs(args.toArray(new String[0]));
    } catch (ParameterException e) {
      throw new UsageException(
          e.getMessage() + "; see tidemark " + commandLine.getCommandName() + " --help");
    }
    if (commandLine.isUsageHelpRequested()) {
      commandLine.usage(System.out);
      return false;
    }
    return true;
  }
}
