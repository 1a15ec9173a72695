package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A few rows that travel with the step that needs them: what they say holds for all times. */
public final class RowsAtHand implements DimensionSource {
  private final DimensionRowCoder coder;
  private final byte[] bytes;

  private RowsAtHand(DimensionRowCoder coder, byte[] bytes) {
    this.coder = coder;
    this.bytes = bytes;
  }

  public static RowsAtHand of(Dimension dimension, List<DimensionRow> rows) {
    DimensionRowCoder coder = DimensionRowCoder.of(dimension.rowKey(), dimension.columns());
    try {
      return new RowsAtHand(coder, CoderUtils.encodeToByteArray(ListCoder.of(coder), rows));
    } catch (CoderException e) {
      throw new IllegalArgumentException("rows of another schema: " + e.getMessage(), e);
    }
  }

  @Override
  public Read read(@Nullable Read previous, Rows rows) throws CoderException {
    CoderUtils.decodeFromByteArray(ListCoder.of(coder), bytes).forEach(rows::add);
    return new Read(Long.MAX_VALUE, null);
  }
}
