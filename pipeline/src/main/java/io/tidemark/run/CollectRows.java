package io.tidemark.run;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.WrittenRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of one output, kept in a directory until they are read back: one file a bundle. At least
 * once: a bundle that is retried is there twice.
 */
final class CollectRows implements Sink {
  private final String directory;
  private final Schema schema;

  /**
   * @param directory it exists, is empty, and is of this output alone
   */
  CollectRows(Path directory, Schema schema) {
    this.directory = directory.toString();
    this.schema = schema;
  }

  @Override
  public void check() {}

  @Override
  public void create() {}

  @Override
  public void stage() {}

  @Override
  public void publish(Slice slice) {}

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(directory, schema);
  }

  /** What was written so far, in no order. */
  List<Cells> read() throws IOException {
    List<Cells> rows = new ArrayList<>();
    try (var files = Files.newDirectoryStream(Path.of(directory))) {
      for (Path file : files) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(Files.readAllBytes(file));
        rows.addAll(ListCoder.of(CellsCoder.of(schema)).decode(bytes));
      }
    }
    return rows;
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final String directory;
    private final Schema schema;

    WriteRows(String directory, Schema schema) {
      this.directory = directory;
      this.schema = schema;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      rows.apply("Collect", ParDo.of(new CollectFn(directory, schema)));
      return WrittenRows.all(rows.getPipeline());
    }
  }

  private static final class CollectFn extends DoFn<Cells, Void> {
    private final String directory;
    private final Schema schema;
    private transient @Nullable List<Cells> bundle;

    CollectFn(String directory, Schema schema) {
      this.directory = directory;
      this.schema = schema;
    }

    @StartBundle
    public void start() {
      bundle = new ArrayList<>();
    }

    @ProcessElement
    public void add(@Element Cells row) {
      bundle.add(row);
    }

    @FinishBundle
    public void finish() throws IOException {
      if (bundle.isEmpty()) {
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ListCoder.of(CellsCoder.of(schema)).encode(bundle, bytes);
      Files.write(Path.of(directory, UUID.randomUUID().toString()), bytes.toByteArray());
    }
  }
}
