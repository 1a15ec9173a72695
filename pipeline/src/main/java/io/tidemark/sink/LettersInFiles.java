package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Dead letters in a directory of JSON lines: of the files that were there when they were taken.
 * What failed again is added before the others are removed, file by file.
 */
final class LettersInFiles implements StoredLetters {
  private final SinkSpec.Files spec;
  private final Table table;
  private final Sink letters;
  private final Choice choice;
  private List<Path> taken = List.of();

  LettersInFiles(SinkSpec.Files spec, Table table, Sink letters, LetterChoice choice) {
    this.spec = spec;
    this.table = table;
    this.letters = letters;
    this.choice = new Choice(table.schema(), choice);
  }

  /** What a line of a file is. */
  private record Choice(Schema schema, LetterChoice chosen) implements Serializable {
    boolean holds(String line) {
      return chosen.holds(schema, cells(line));
    }

    Cells cells(String line) {
      return ReadRowJson.of(schema).read(line);
    }
  }

  private PublishFiles files() {
    return new PublishFiles(Path.of(spec.directory()), table);
  }

  @Override
  public long take() throws SpecException, UnreachableException {
    try {
      taken = files().published();
      long lines = 0;
      for (Path file : taken) {
        try (Stream<String> all = Files.lines(file)) {
          lines += all.filter(choice::holds).count();
        }
      }
      return lines;
    } catch (IOException e) {
      throw unreachable(e);
    } catch (IllegalArgumentException e) {
      throw SpecException.at(
          spec.place(),
          "a file of " + spec.directory() + " holds no dead letters: " + e.getMessage());
    }
  }

  private UnreachableException unreachable(IOException e) {
    return new UnreachableException(
        "the directory " + spec.directory() + " is not reachable: " + e, e);
  }

  @Override
  public PTransform<PBegin, PCollection<Cells>> read() {
    return new ReadLines(
        taken.stream().map(Path::toString).toList(), choice, CellsCoder.of(table.schema()));
  }

  /** By the time of day, so that what fails again comes into a file of its own. */
  @Override
  public void settle() throws UnreachableException {
    Instant now = Instant.now();
    letters.publish(new Slice(now, now));
    try {
      for (Path file : taken) {
        if (Files.exists(file)) {
          files().remove(file, choice::holds);
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static final class ReadLines extends PTransform<PBegin, PCollection<Cells>> {
    private final List<String> files;
    private final Choice choice;
    private final CellsCoder coder;

    ReadLines(List<String> files, Choice choice, CellsCoder coder) {
      this.files = files;
      this.choice = choice;
      this.coder = coder;
    }

    @Override
    public PCollection<Cells> expand(PBegin input) {
      return input
          .apply("NameFiles", Create.of(files).withCoder(StringUtf8Coder.of()))
          .apply("ReadLines", ParDo.of(new ReadFn(choice)))
          .setCoder(coder)
          .apply("Spread", Reshuffle.viaRandomKey());
    }
  }

  private static final class ReadFn extends DoFn<String, Cells> {
    private final Choice choice;

    ReadFn(Choice choice) {
      this.choice = choice;
    }

    @ProcessElement
    public void read(@Element String file, OutputReceiver<Cells> rows) throws IOException {
      try (Stream<String> lines = Files.lines(Path.of(file))) {
        lines.filter(choice::holds).map(choice::cells).forEach(rows::output);
      }
    }
  }
}
