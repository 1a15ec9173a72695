package io.tidemark.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is wrong with one file. */
final class Errors {
  private final Set<SpecError> errors = new LinkedHashSet<>();

  void add(Place place, String message) {
    errors.add(new SpecError(place, message));
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  /** All of them in the file's order, each once; without the values of {@code variables}. */
  SpecException toException(Variables variables, Collection<ConnectionSpec> connections) {
    Comparator<SpecError> byLine = Comparator.comparingInt(error -> error.place().line());
    List<SpecError> sorted =
        errors.stream()
            .map(error -> new SpecError(error.place(), variables.hide(error.message())))
            .map(e -> new SpecError(e.place(), Secrets.mask(e.message(), connections)))
            .distinct()
            .sorted(byLine.thenComparingInt(error -> error.place().column()))
            .toList();
    return new SpecException(sorted);
  }
}
