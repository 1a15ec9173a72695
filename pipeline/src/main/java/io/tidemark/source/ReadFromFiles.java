package io.tidemark.source;

import io.tidemark.model.Chunk;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import java.util.Set;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads JSON lines: each file that the glob matches is a partition, read in order, once.
 *
 * <p>Arrival time is the reader's clock. Bounded or not, the stamps are the same; unbounded, the
 * watermark is at its end when all files are, which ends a run.
 */
public final class ReadFromFiles extends PTransform<PBegin, PCollection<Chunk>> {
  private final FileLog log;
  private final Stamping stamping;
  private final ReaderClock clock;
  private final boolean bounded;

  private ReadFromFiles(FileLog log, Stamping stamping, ReaderClock clock, boolean bounded) {
    this.log = log;
    this.stamping = stamping;
    this.clock = clock;
    this.bounded = bounded;
  }

  public static ReadFromFiles of(SourceSpec.Files files, EventSpec event) {
    return new ReadFromFiles(
        new FileLog(files.glob()), Stamping.of(event), ReaderClock.system(), false);
  }

  /** As a bounded collection. */
  public ReadFromFiles bounded() {
    return new ReadFromFiles(log, stamping, clock, true);
  }

  /** Reads only {@code fields} and the event time; all other cells are null. */
  public ReadFromFiles withNeeded(Set<String> fields) {
    return new ReadFromFiles(log, stamping.withNeeded(fields), clock, bounded);
  }

  public ReadFromFiles withClock(ReaderClock clock) {
    return new ReadFromFiles(log, stamping, clock, bounded);
  }

  @Override
  public PCollection<Chunk> expand(PBegin input) {
    LogReading reading = LogReading.of(log, stamping, clock);
    return bounded
        ? input.apply("ReadBounded", ReadPartitions.of(reading))
        : input.apply("ReadUnbounded", Read.from(LogSource.of(reading)));
  }
}
