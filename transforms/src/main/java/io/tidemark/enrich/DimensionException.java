package io.tidemark.enrich;

/** The rows of a dimension cannot be used: the message says which dimension, why and the mend. */
public final class DimensionException extends RuntimeException {
  public DimensionException(String message) {
    super(message);
  }
}
