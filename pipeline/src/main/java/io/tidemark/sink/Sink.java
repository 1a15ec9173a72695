package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * One output of the pipeline in one system. At launch, in this order: {@link #check}, {@link
 * #create}, before a batch run {@link #stage}, then {@link #write} in the graph; after a batch run
 * that succeeded {@link #publish}.
 */
public interface Sink extends Serializable {

  /**
   * Asks the system whether the output can be written as it is; changes nothing.
   *
   * @throws SpecException what exists has other columns: says which, and what was expected
   * @throws UnreachableException the system did not answer within 15 s
   */
  void check() throws SpecException, UnreachableException;

  /**
   * Creates what is missing.
   *
   * @throws SpecException the system refuses it: a right is missing, or rows that are there twice
   */
  void create() throws SpecException, UnreachableException;

  /**
   * Makes the place for the rows of one batch run, and empties it of what an earlier one left that
   * failed. Two batch runs of one output at the same time are not supported.
   */
  void stage() throws SpecException, UnreachableException;

  /**
   * Writes rows of the output's schema. Bounded rows are staged: readers see nothing of them until
   * {@link #publish}, save in Kafka. A row that the system refuses for what is in it comes out, and
   * the others are written; any other failure fails the bundle.
   */
  PTransform<PCollection<Cells>, WrittenRows> write();

  /**
   * Puts the staged rows in the place of the slice's old ones (of rows with the same identity,
   * where the table has no time column): running a slice twice leaves what running it once leaves.
   */
  void publish(Slice slice) throws UnreachableException;

  /**
   * The sink that {@code spec} names, for rows of {@code table}. Asks no system.
   *
   * @param pipeline the pipeline's name, by which a sink knows again what it wrote
   * @throws SpecException the sink does not fit these rows, or does not run yet
   */
  static Sink of(SinkSpec spec, Table table, String pipeline) throws SpecException {
    if (spec instanceof SinkSpec.Postgres postgres) {
      return WriteToPostgres.of(postgres, table);
    }
    if (spec instanceof SinkSpec.Kafka kafka) {
      return WriteToKafka.of(kafka, table, pipeline);
    }
    if (spec instanceof SinkSpec.Iceberg iceberg) {
      return WriteToIceberg.of(iceberg, table, pipeline);
    }
    if (spec instanceof SinkSpec.Files files) {
      return WriteToFiles.of(files, table);
    }
    if (spec instanceof SinkSpec.Discard) {
      return new Discard();
    }
    throw SpecException.at(spec.place(), "RabbitMQ sinks are not supported yet");
  }
}
