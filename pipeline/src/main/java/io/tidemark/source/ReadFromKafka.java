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
 * Reads Kafka topics: each topic-partition is a source partition, read in order.
 *
 * <p>Arrival time is the broker's where the topic uses LogAppendTime, else the reader's clock.
 * Unbounded, position and watermark are kept in the runner's checkpoints, and restored exactly from
 * them; the group's offsets are committed after each checkpoint, so that a run that starts without
 * one reads again at most what came after it. Bounded, it reads what is there at launch, and
 * commits nothing.
 */
public final class ReadFromKafka extends PTransform<PBegin, PCollection<Chunk>> {
  private final KafkaLog log;
  private final Stamping stamping;
  private final ReaderClock clock;
  private final TideTable tides;
  private final boolean bounded;

  private ReadFromKafka(
      KafkaLog log, Stamping stamping, ReaderClock clock, TideTable tides, boolean bounded) {
    this.log = log;
    this.stamping = stamping;
    this.clock = clock;
    this.tides = tides;
    this.bounded = bounded;
  }

  /** From where its group stands, else from the earliest. */
  public static ReadFromKafka of(SourceSpec.Kafka kafka, EventSpec event) {
    return new ReadFromKafka(
        KafkaLog.of(kafka), Stamping.of(event), ReaderClock.system(), TideTable.none(), false);
  }

  /**
   * @param start {@code resume}, {@code earliest}, {@code latest} or a time ({@code 2026-11-01},
   *     {@code 2026-11-01T12:00:00Z}); something else is an IllegalArgumentException
   */
  public ReadFromKafka startingAt(String start) {
    return new ReadFromKafka(log.from(StartPosition.parse(start)), stamping, clock, tides, bounded);
  }

  /** As a bounded collection: there is nothing to resume, and {@code resume} means earliest. */
  public ReadFromKafka bounded() {
    return new ReadFromKafka(log, stamping, clock, tides, true);
  }

  /** Reads only {@code fields} and the event time; all other cells are null. */
  public ReadFromKafka withNeeded(Set<String> fields) {
    return new ReadFromKafka(log, stamping.withNeeded(fields), clock, tides, bounded);
  }

  public ReadFromKafka withClock(ReaderClock clock) {
    return new ReadFromKafka(log, stamping, clock, tides, bounded);
  }

  /**
   * With a tide table. Unbounded, it is told what the stamps depend on before they are used, and
   * what it tells is what happens again; bounded, it is only read.
   */
  public ReadFromKafka withTides(PostgresTideTable table) {
    return new ReadFromKafka(log, stamping, clock, table, bounded);
  }

  @Override
  public PCollection<Chunk> expand(PBegin input) {
    LogReading reading = LogReading.of(log, stamping, clock).withTides(tides);
    return bounded
        ? input.apply("ReadBounded", ReadPartitions.of(reading))
        : input.apply("ReadUnbounded", Read.from(LogSource.of(reading)));
  }
}
