package io.tidemark.source;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads a partitioned log up to where it ends at launch, as a bounded collection of chunks. Each
 * partition is read whole, in order, by one worker, and stamped as {@link LogSource} stamps it:
 * where the tide table tells of it, as it was stamped then. Nothing is recorded.
 */
final class ReadPartitions extends PTransform<PBegin, PCollection<Chunk>> {
  private final LogReading reading;

  private ReadPartitions(LogReading reading) {
    this.reading = reading;
  }

  static ReadPartitions of(LogReading reading) {
    return new ReadPartitions(reading);
  }

  @Override
  public PCollection<Chunk> expand(PBegin input) {
    return input
        .apply("ListPartitions", Create.of(partitions()).withCoder(PartitionMarkCoder.of()))
        .apply("SpreadPartitions", Reshuffle.viaRandomKey())
        .apply("ReadPartition", ParDo.of(new ReadFn(reading)))
        .setCoder(ChunkCoder.of(reading.stamping().schema()));
  }

  private List<PartitionMark> partitions() {
    try {
      return reading.log().start(true, reading.clock().millis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class ReadFn extends DoFn<PartitionMark, Chunk> {
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final LogReading reading;

    ReadFn(LogReading reading) {
      this.reading = reading;
    }

    private RecordedTides recorded(PartitionMark mark) throws IOException {
      try {
        return RecordedTides.of(reading.tides(), List.of(mark)).get(0);
      } catch (UnreachableException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @ProcessElement
    public void process(@Element PartitionMark mark, OutputReceiver<Chunk> out) throws IOException {
      StampedPartition partition = new StampedPartition(reading.stamping(), mark, recorded(mark));
      try (LogReader reader = reading.log().open(List.of(mark), reading.clock())) {
        long heard = System.nanoTime();
        while (!partition.ended()) {
          LogPoll poll = reader.poll();
          if (poll != null) {
            heard = System.nanoTime();
            StampedChunk chunk = partition.take(poll, reading.clock().millis());
            if (!poll.arrivals().isEmpty()) {
              out.outputWithTimestamp(chunk.chunk(), chunk.timestamp());
            }
          } else if (System.nanoTime() - heard > LONGEST_SILENCE.toNanos()) {
            throw new IOException(
                "nothing came from %s for %d s at offset %d, before its end at %d"
                    .formatted(
                        mark.partition(),
                        LONGEST_SILENCE.toSeconds(),
                        partition.mark().offset(),
                        mark.end()));
          }
        }
      }
    }
  }
}
