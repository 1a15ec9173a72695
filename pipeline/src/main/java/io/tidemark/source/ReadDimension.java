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

  private ReadDimension(DimensionLayout layout) {
    this.layout = layout;
  }

  /**
   * @param key the event's columns that the dimension is joined by, in the order of its key: the
   *     rows' key is read as their types
   */
  public static ReadDimension of(DimensionSpec dimension, Schema key) {
    return new ReadDimension(new DimensionLayout(dimension, key));
  }

  @Override
  public PCollection<DimensionRow> expand(PBegin input) {
    return input
        .apply("NameDimension", Create.of(layout.dimension().name()))
        .apply("LoadRows", ParDo.of(new LoadFn(layout)))
        .setCoder(DimensionRowCoder.of(layout.keySchema(), layout.columnsSchema()));
  }

  private static final class LoadFn extends DoFn<String, DimensionRow> {
    private final DimensionLayout layout;

    LoadFn(DimensionLayout layout) {
      this.layout = layout;
    }

    @ProcessElement
    public void process(OutputReceiver<DimensionRow> out) throws IOException, SQLException {
      DimensionSpec.DimensionSource from = layout.dimension().from();
      if (from instanceof FromPostgres postgres) {
        new DimensionTable(layout, postgres).read(out::output);
      } else if (from instanceof FromFiles files) {
        new DimensionFiles(layout).read(files.glob(), out::output);
      } else {
        throw new IllegalStateException("the parser lets no such dimension through: " + from);
      }
    }
  }
}
