package io.tidemark.source;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import io.tidemark.spec.DimensionSpec.FromPostgres;

/** The systems that dimensions are read from. */
public final class DimensionSources {
  private DimensionSources() {}

  /**
   * Where the rows of {@code spec} are; {@code dimension} says what they are.
   *
   * @throws io.tidemark.enrich.DimensionException {@code where} is no condition over the columns,
   *     which the parser finds as well
   */
  public static DimensionSource of(DimensionSpec spec, Dimension dimension) {
    DimensionLayout layout = new DimensionLayout(spec, dimension);
    if (spec.from() instanceof FromPostgres postgres) {
      return new DimensionTable(layout, postgres, spec.where());
    }
    if (spec.from() instanceof FromFiles files) {
      return new DimensionFiles(layout, files.glob(), spec.where());
    }
    if (spec.from() instanceof FromIceberg lake) {
      return new DimensionLake(layout, lake, spec.where());
    }
    throw new IllegalStateException("no dimension is read from there: " + spec.from());
  }
}
