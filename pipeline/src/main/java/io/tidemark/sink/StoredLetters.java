package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * The dead letters that a sink holds, as they are taken out of it once more. In this order: {@link
 * #take}, {@link #read} in a pipeline that writes what fails again to the same sink, and after its
 * end {@link #settle}.
 *
 * <p>A run that does not come to {@link #settle} has changed nothing: the next one takes the same
 * letters, and those that came in between.
 */
public interface StoredLetters {

  /**
   * Settles which letters are meant: those that match the choice now.
   *
   * @return how many there are, or at most are
   * @throws SpecException the sink does not exist, or is not one of dead letters
   */
  long take() throws SpecException, UnreachableException;

  /** The letters that were taken, rows of the dead letters' schema, bounded. */
  PTransform<PBegin, PCollection<Cells>> read();

  /**
   * Removes the letters that were taken, and puts those in their place that failed again, which the
   * pipeline has staged. Where it fails half-way, some are there still that were replayed.
   */
  void settle() throws UnreachableException;

  /**
   * The letters that {@code spec} stores.
   *
   * @param table the shape of dead letters
   * @param letters the same sink, as the run writes it
   * @throws SpecException it cannot be read, or not by that choice
   */
  static StoredLetters of(
      SinkSpec spec, Table table, Sink letters, LetterChoice choice, String pipeline)
      throws SpecException {
    if (spec instanceof SinkSpec.Postgres postgres) {
      return new LettersInPostgres(postgres, table, choice);
    }
    if (spec instanceof SinkSpec.Files files) {
      return new LettersInFiles(files, table, letters, choice);
    }
    if (spec instanceof SinkSpec.Iceberg iceberg) {
      return new LettersInIceberg(iceberg, table, letters, choice);
    }
    if (spec instanceof SinkSpec.Kafka kafka) {
      if (!choice.isAll()) {
        throw SpecException.at(
            spec.place(),
            "a topic is replayed whole, from where the last replay ended: --reason, --from and --to"
                + " need dead letters in Postgres, Iceberg or files, which can be removed one by one");
      }
      return new LettersInKafka(kafka, table, pipeline);
    }
    String what =
        spec instanceof SinkSpec.Discard
            ? "deadLetters are discarded: there is nothing to replay"
            : "dead letters in this system cannot be replayed yet; expected postgres, iceberg,"
                + " files or kafka";
    throw SpecException.at(spec.place(), what);
  }
}
