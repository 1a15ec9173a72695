package io.tidemark.source;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Loads the rows of a dimension once, when the run starts, in one worker. A row that is not of the
 * declared types fails the run, with the dimension, the row and the column.
 */
public final class ReadDimension extends PTransform<PBegin, PCollection<DimensionRow>> {
  private final DimensionLayout layout;
  private final DimensionRows rows;

  private ReadDimension(DimensionLayout layout, DimensionRows rows) {
    this.layout = layout;
    this.rows = rows;
  }

  /**
   * @param key the event's columns that the dimension is joined by, in the order of its key: the
   *     rows' key is read as their types
   */
  public static ReadDimension of(DimensionSpec dimension, Schema key) {
    DimensionLayout layout = new DimensionLayout(dimension, key);
    return new ReadDimension(layout, rows(layout, dimension));
  }

  private static DimensionRows rows(DimensionLayout layout, DimensionSpec dimension) {
    if (dimension.from() instanceof FromPostgres postgres) {
      return new DimensionTable(layout, postgres, dimension.where());
    }
    if (dimension.from() instanceof FromFiles files) {
      return new DimensionFiles(layout, files.glob());
    }
    throw new IllegalStateException("the parser lets no such dimension through: " + dimension);
  }

  @Override
  public PCollection<DimensionRow> expand(PBegin input) {
    return input
        .apply("NameDimension", Create.of(layout.dimension()))
        .apply("LoadRows", ParDo.of(new LoadFn(rows)))
        .setCoder(DimensionRowCoder.of(layout.keySchema(), layout.columnsSchema()));
  }

  private static final class LoadFn extends DoFn<String, DimensionRow> {
    private final DimensionRows rows;

    LoadFn(DimensionRows rows) {
      this.rows = rows;
    }

    @ProcessElement
    public void process(OutputReceiver<DimensionRow> out) throws IOException, SQLException {
      rows.read(out::output);
    }
  }
}
