package io.tidemark.cli;

/** The exit codes of every verb. */
public final class Exit {
  /** Done; also: a detached job was submitted, or the run was stopped cleanly. */
  public static final int DONE = 0;

  /** It ran and failed, or a comparison or a case did not hold. */
  public static final int FAILED = 1;

  /** The spec, the command line or an existing table is wrong. */
  public static final int WRONG = 2;

  /** A system is not reachable: worth a retry. */
  public static final int UNREACHABLE = 3;

  private Exit() {}
}
