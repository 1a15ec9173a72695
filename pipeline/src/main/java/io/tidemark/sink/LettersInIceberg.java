package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Dead letters in an Iceberg table: those of the snapshot that was current when they were taken.
 * What failed again takes the place of its letter in one snapshot; the next one has an equality
 * delete for each of the others, so no data file is written anew for them.
 */
final class LettersInIceberg implements StoredLetters {
  private static final Slice NO_SLICE = new Slice(Instant.EPOCH, Instant.EPOCH);

  private final SinkSpec.Iceberg spec;
  private final Table table;
  private final Sink letters;
  private final LetterChoice choice;
  private @Nullable Long snapshot;

  LettersInIceberg(SinkSpec.Iceberg spec, Table table, Sink letters, LetterChoice choice) {
    this.spec = spec;
    this.table = table;
    this.letters = letters;
    this.choice = choice;
  }

  @Override
  public long take() throws UnreachableException {
    try (IcebergTable place = IcebergTable.open(spec.connection(), spec.table())) {
      Snapshot current = place.load().currentSnapshot();
      if (current == null) {
        return 0;
      }
      snapshot = current.snapshotId();
      long count = 0;
      try (CloseableIterable<Record> rows = read(place.load(), current.snapshotId())) {
        for (Record row : rows) {
          count += choice.holds(table.schema(), cells(table.schema(), row)) ? 1 : 0;
        }
      }
      return count;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private UnreachableException unreachable(IOException e) {
    return new UnreachableException("Iceberg table " + spec.table() + " is not reachable: " + e, e);
  }

  private static CloseableIterable<Record> read(org.apache.iceberg.Table table, long snapshot) {
    return IcebergGenerics.read(table).useSnapshot(snapshot).build();
  }

  /** A dead letter has text, one number and times. */
  private static Cells cells(Schema schema, Record row) {
    @Nullable Object[] cells = new Object[schema.size()];
    for (int i = 0; i < cells.length; i++) {
      Object value = row.getField(schema.field(i).name());
      cells[i] = value instanceof OffsetDateTime time ? time.toInstant() : value;
    }
    return Cells.of(cells);
  }

  @Override
  public PTransform<PBegin, PCollection<Cells>> read() {
    if (snapshot == null) {
      throw new IllegalStateException("nothing was taken");
    }
    return new ReadRows(new ReadFn(spec, table.schema(), choice), snapshot);
  }

  @Override
  public void settle() throws UnreachableException {
    try (IcebergTable place = IcebergTable.open(spec.connection(), spec.table())) {
      Set<List<Object>> again = staged(place);
      letters.publish(NO_SLICE);
      DeleteFromIceberg deletes = new DeleteFromIceberg(place.load(), table.identity());
      try (CloseableIterable<Record> rows = read(place.load(), snapshot)) {
        for (Record row : rows) {
          if (choice.holds(table.schema(), cells(table.schema(), row))
              && !again.contains(identity(row))) {
            deletes.add(row);
          }
        }
      }
      deletes.commit();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Which letters failed again. */
  private Set<List<Object>> staged(IcebergTable place) throws IOException {
    Set<List<Object>> identities = new HashSet<>();
    if (place.isStaged()) {
      try (CloseableIterable<Record> rows = IcebergGenerics.read(place.loadStage()).build()) {
        rows.forEach(row -> identities.add(identity(row)));
      }
    }
    return identities;
  }

  private List<Object> identity(Record row) {
    List<Object> identity = new ArrayList<>();
    table.identity().forEach(column -> identity.add(row.getField(column)));
    return identity;
  }

  private static final class ReadRows extends PTransform<PBegin, PCollection<Cells>> {
    private final ReadFn read;
    private final long snapshot;

    ReadRows(ReadFn read, long snapshot) {
      this.read = read;
      this.snapshot = snapshot;
    }

    @Override
    public PCollection<Cells> expand(PBegin input) {
      return input
          .apply("NameSnapshot", Create.of(snapshot))
          .apply("ReadRows", ParDo.of(read))
          .setCoder(CellsCoder.of(read.schema))
          .apply("Spread", Reshuffle.viaRandomKey());
    }
  }

  private static final class ReadFn extends DoFn<Long, Cells> {
    private final ConnectionSpec.Iceberg connection;
    private final String name;
    private final Schema schema;
    private final LetterChoice choice;

    ReadFn(SinkSpec.Iceberg spec, Schema schema, LetterChoice choice) {
      this.connection = spec.connection();
      this.name = spec.table();
      this.schema = schema;
      this.choice = choice;
    }

    @ProcessElement
    public void read(@Element Long snapshot, OutputReceiver<Cells> letters) throws IOException {
      try (IcebergTable place = IcebergTable.open(connection, name);
          CloseableIterable<Record> rows = LettersInIceberg.read(place.load(), snapshot)) {
        for (Record row : rows) {
          Cells letter = cells(schema, row);
          if (choice.holds(schema, letter)) {
            letters.output(letter);
          }
        }
      }
    }
  }
}
