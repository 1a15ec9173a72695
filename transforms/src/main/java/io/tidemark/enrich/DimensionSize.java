package io.tidemark.enrich;

/**
 * How large a dimension is, loaded.
 *
 * @param keys different keys, or ranges
 * @param versions rows, the same one twice counted once
 * @param bytes of the heap, about
 */
public record DimensionSize(long keys, long versions, long bytes) {

  /**
   * Loads {@code dimension} as a worker does, and forgets it.
   *
   * @throws DimensionException its rows cannot be used
   * @throws Exception the source does not answer
   */
  public static DimensionSize of(Dimension dimension, DimensionSource source) throws Exception {
    DimensionIndex.Builder rows = DimensionIndex.builder(dimension);
    source.read(null, rows::add);
    DimensionIndex index = rows.build();
    return new DimensionSize(index.keys(), index.versions(), index.bytes());
  }
}
