package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.joda.time.Duration;

/**
 * Rows as JSON lines in a local directory, for development and tests: one file a second at most,
 * written by one worker.
 *
 * <p>Guarantee in streaming: at least once; every pane of a window is a row. In batch: exactly
 * once, since the rows are staged in files that readers skip, and {@link #publish} puts them into
 * one file that is named after the slice. A run over the same slice again replaces that file in one
 * step: readers see the old rows or the new ones. The first run over rows that a stream wrote, or
 * runs over other slices, adds its file before it removes those rows elsewhere: meanwhile readers
 * see both. A file is complete when its name no longer begins with {@code .} or {@code _}.
 */
public final class WriteToFiles implements Sink {
  private static final Duration FIRING_DELAY = Duration.standardSeconds(1);

  private final SinkSpec.Files spec;
  private final Table table;
  private final String run;

  private WriteToFiles(SinkSpec.Files spec, Table table, String run) {
    this.spec = spec;
    this.table = table;
    this.run = run;
  }

  static WriteToFiles of(SinkSpec.Files spec, Table table) {
    // Names sort by time; the random part tells apart runs of one millisecond.
    String random = UUID.randomUUID().toString().substring(0, 8);
    return new WriteToFiles(spec, table, System.currentTimeMillis() + "x" + random);
  }

  private Path directory() {
    return Path.of(spec.directory());
  }

  @Override
  public void check() throws SpecException {
    Path directory = directory();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw SpecException.at(
          spec.place(), directory + " is a file, a directory was expected for files: to write to");
    }
    if (Files.exists(directory) && !Files.isWritable(directory)) {
      throw SpecException.at(spec.place(), "the directory " + directory + " is not writable");
    }
  }

  @Override
  public void create() throws SpecException {
    try {
      Files.createDirectories(directory());
    } catch (IOException e) {
      throw SpecException.at(
          spec.place(), "the directory " + directory() + " cannot be created: " + e);
    }
  }

  @Override
  public void stage() throws UnreachableException {
    try {
      new PublishFiles(directory(), table).removeStaged();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(spec.directory(), table, run);
  }

  @Override
  public void publish(Slice slice) throws UnreachableException {
    try {
      new PublishFiles(directory(), table).publish(slice);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private UnreachableException unreachable(IOException e) {
    return new UnreachableException("the directory " + directory() + " does not answer: " + e, e);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final String directory;
    private final Table table;
    private final String run;

    WriteRows(String directory, Table table, String run) {
      this.directory = directory;
      this.table = table;
      this.run = run;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      boolean bounded = rows.isBounded() == IsBounded.BOUNDED;
      PCollection<KV<Integer, byte[]>> lines =
          rows.apply("RowsToJson", ParDo.of(new RowToJsonFn(RowJson.of(table.schema()))))
              .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
      if (!bounded) {
        lines =
            lines.apply(
                "FireEverySecond",
                Window.<KV<Integer, byte[]>>configure()
                    .triggering(
                        Repeatedly.forever(
                            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(FIRING_DELAY)))
                    .discardingFiredPanes());
      }
      String name = (bounded ? PublishFiles.STAGED : "") + table.output() + "-" + run;
      lines
          .apply("GroupIntoFiles", GroupByKey.create())
          .apply("WriteFiles", ParDo.of(new WriteFileFn(directory, name)));
      return WrittenRows.all(rows.getPipeline());
    }
  }

  private static final class RowToJsonFn extends DoFn<Cells, KV<Integer, byte[]>> {
    private final RowJson json;

    RowToJsonFn(RowJson json) {
      this.json = json;
    }

    @ProcessElement
    public void process(@Element Cells row, OutputReceiver<KV<Integer, byte[]>> lines) {
      lines.output(KV.of(0, json.write(row)));
    }
  }

  /** A retried bundle, and a pane that is fired again after a restore, replace their file. */
  private static final class WriteFileFn extends DoFn<KV<Integer, Iterable<byte[]>>, Void> {
    private final String directory;
    private final String name;

    WriteFileFn(String directory, String name) {
      this.directory = directory;
      this.name = name;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> lines, PaneInfo pane)
        throws IOException {
      String file = String.format(Locale.ROOT, "%s-%06d.jsonl", name, pane.getIndex());
      Path temporary = Path.of(directory, "." + file + "." + UUID.randomUUID());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        for (byte[] line : lines.getValue()) {
          out.write(line);
          out.write('\n');
        }
      }
      Files.move(temporary, Path.of(directory, file), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
