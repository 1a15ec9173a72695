package io.tidemark.model;

/**
 * The terms of the conservation law: arrivals = dead letters + duplicates + kept, and of each view
 * kept = filtered + accepted + too late.
 */
public enum LedgerTerm {
  ARRIVALS("arrivals"),
  DEAD_LETTERS("deadLetters"),
  DUPLICATES("duplicates"),
  KEPT("kept"),
  FILTERED("filtered"),
  ACCEPTED("accepted"),
  TOO_LATE("tooLate");

  private final String counter;

  LedgerTerm(String counter) {
    this.counter = counter;
  }

  /**
   * The name of the counter that adds it up.
   *
   * @param view empty: of the pipeline
   */
  public String counter(String view) {
    return view.isEmpty() ? counter : view + "." + counter;
  }
}
