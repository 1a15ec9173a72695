package io.tidemark.spec;

/** One thing that is wrong with a spec: what, and what was expected. Holds no secret. */
public record SpecError(Place place, String message) {
  /** {@code file:line:column: message}. */
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
