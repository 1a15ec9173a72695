package io.tidemark.spec;

import java.util.List;
import java.util.stream.Collectors;

/** The spec, or a table that it names, is wrong: every error of it, in the file's order. */
public final class SpecException extends Exception {
  private final transient List<SpecError> errors;

  public SpecException(List<SpecError> errors) {
    super(errors.stream().map(SpecError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** One error. */
  public static SpecException at(Place place, String message) {
    return new SpecException(List.of(new SpecError(place, message)));
  }

  public List<SpecError> errors() {
    return errors;
  }
}
