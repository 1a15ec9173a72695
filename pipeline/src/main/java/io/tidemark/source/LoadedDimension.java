package io.tidemark.source;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSize;
import io.tidemark.model.Schema;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.util.List;

/**
 * How large a dimension is, loaded.
 *
 * @param keys different keys, or ranges
 * @param versions rows, the same one twice counted once
 * @param bytes of the heap, about
 */
public record LoadedDimension(String name, long keys, long versions, long bytes) {

  /**
   * Loads {@code spec} as a worker does, and forgets it.
   *
   * @param events the columns that the events have where it is joined
   * @throws SpecException its rows cannot be used
   */
  static LoadedDimension of(DimensionSpec spec, Schema events)
      throws SpecException, UnreachableException {
    Dimension dimension = spec.of(events);
    try {
      DimensionSize size = DimensionSize.of(dimension, DimensionSources.of(spec, dimension));
      return new LoadedDimension(spec.name(), size.keys(), size.versions(), size.bytes());
    } catch (DimensionException e) {
      throw new SpecException(List.of(new SpecError(spec.place(), e.getMessage())));
    } catch (Exception e) {
      throw new UnreachableException(
          "dimension %s cannot be read: %s"
              .formatted(spec.name(), Secrets.mask(String.valueOf(e.getMessage()))),
          e);
    }
  }
}
