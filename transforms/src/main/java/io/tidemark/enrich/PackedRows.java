package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.util.CoderUtils;

/** Rows that travel with the step that needs them. */
final class PackedRows implements Serializable {
  private final DimensionRowCoder coder;
  private final byte[] bytes;

  private PackedRows(DimensionRowCoder coder, byte[] bytes) {
    this.coder = coder;
    this.bytes = bytes;
  }

  static PackedRows of(List<DimensionRow> rows, DimensionRowCoder coder) {
    try {
      return new PackedRows(coder, CoderUtils.encodeToByteArray(ListCoder.of(coder), rows));
    } catch (CoderException e) {
      throw new IllegalArgumentException("rows of another schema: " + e.getMessage(), e);
    }
  }

  List<DimensionRow> unpack() {
    try {
      return CoderUtils.decodeFromByteArray(ListCoder.of(coder), bytes);
    } catch (CoderException e) {
      throw new IllegalStateException("packed by this class, but: " + e.getMessage(), e);
    }
  }
}
