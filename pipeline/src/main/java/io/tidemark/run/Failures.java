package io.tidemark.run;

import com.google.common.base.Throwables;

/** What a failed run tells a person: the cause at the bottom, in one line. */
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    Throwable root = Throwables.getRootCause(failure);
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }

  /** The same, of a stack trace as Flink's REST API has it. */
  static String describe(String stackTrace) {
    String last = stackTrace.lines().findFirst().orElse("no reason given");
    for (String line : stackTrace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        last = line.substring("Caused by: ".length());
      }
    }
    return last.replaceFirst("^[\\w.$]+(Exception|Error): ", "");
  }
}
