package io.tidemark.source;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromPostgres;

/** The systems that dimensions are read from. */
public final class DimensionSources {
  private DimensionSources() {}

  /** Where the rows of {@code spec} are; {@code dimension} says what they are. */
  public static DimensionSource of(DimensionSpec spec, Dimension dimension) {
    DimensionLayout layout = new DimensionLayout(spec, dimension);
    if (spec.from() instanceof FromPostgres postgres) {
      return new DimensionTable(layout, postgres, spec.where());
    }
    if (spec.from() instanceof FromFiles files) {
      return new DimensionFiles(layout, files.glob());
    }
    throw new IllegalStateException("the parser lets no such dimension through: " + spec);
  }
}
