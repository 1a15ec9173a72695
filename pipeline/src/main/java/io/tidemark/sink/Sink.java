package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * One output of the pipeline in one system. At launch, in this order: {@link #check}, {@link
 * #create}, then {@link #write} in the graph; after a batch run that succeeded {@link #publish}.
 */
public interface Sink extends Serializable {

  /**
   * Asks the system whether the output can be written as it is; changes nothing.
   *
   * @throws SpecException what exists has other columns: says which, and what was expected
   * @throws UnreachableException the system did not answer within 15 s
   */
  void check() throws SpecException, UnreachableException;

  /** Creates what is missing. */
  void create() throws UnreachableException;

  /**
   * Writes rows of the output's schema. Bounded rows are staged: readers see nothing of them until
   * {@link #publish}, save in Kafka.
   */
  PTransform<PCollection<Cells>, PDone> write();

  /**
   * Puts the staged rows in the place of the slice's old ones (of rows with the same identity,
   * where the table has no time column): running a slice twice leaves what running it once leaves.
   */
  void publish(Slice slice) throws UnreachableException;
}
