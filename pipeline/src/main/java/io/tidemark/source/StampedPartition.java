package io.tidemark.source;

import io.tidemark.decode.Decoded;
import io.tidemark.model.Arrival;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.time.PartitionWatermark;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * One source partition while it is read: decodes its arrivals and stamps each with the partition
 * watermark just before it. The one place where tidemarks are made, for every source, bounded or
 * not.
 *
 * <p>What is refused carries the watermark too, and never moves it. The same arrivals after the
 * same mark get the same stamps, however they are cut into polls. Not thread-safe.
 */
final class StampedPartition {
  private final Stamping stamping;
  private final PartitionWatermark watermark;
  private final String name;
  private final long end;
  private long offset;
  private long bytes;
  private boolean ended;
  private long chunks;
  private long quietSince;

  StampedPartition(Stamping stamping, PartitionMark mark) {
    this.stamping = stamping;
    this.watermark = new PartitionWatermark(stamping.outOfOrderness(), mark.watermark());
    this.name = mark.partition();
    this.end = mark.end();
    this.offset = mark.offset();
    this.bytes = mark.bytes();
    this.ended = mark.ended();
    this.chunks = mark.chunks();
    this.quietSince = mark.quietSince();
  }

  /** Goes on to the end of {@code poll}, read at {@code now}, ms since the epoch. */
  StampedChunk take(LogPoll poll, long now) {
    long before = watermark.current();
    Chunk chunk = stamp(poll.arrivals());
    offset = poll.nextOffset();
    bytes = poll.nextByte();
    ended = poll.ended();
    if (!poll.arrivals().isEmpty()) {
      quietSince = now;
      chunks++;
    }
    return new StampedChunk(chunk, Instant.ofEpochMilli(before));
  }

  private Chunk stamp(List<Arrival> arrivals) {
    List<Event> events = new ArrayList<>(arrivals.size());
    List<DeadLetter> deadLetters = new ArrayList<>(0);
    for (Arrival arrival : arrivals) {
      long tidemark = watermark.current();
      Decoded decoded = stamping.decoder().decode(arrival);
      if (decoded instanceof Decoded.Accepted accepted) {
        events.add(new Event(accepted.cells(), accepted.time(), tidemark, arrival));
        watermark.observe(accepted.time());
      } else if (decoded instanceof Decoded.Refused refused) {
        deadLetters.add(
            new DeadLetter(refused.reason(), refused.message(), "decode", null, tidemark, arrival));
      }
    }
    return Chunk.of(name, chunks, events, deadLetters);
  }

  String name() {
    return name;
  }

  /** How far in event time its reading came, ms since the epoch. */
  long stands() {
    return watermark.current();
  }

  /** Whether it is silent for long enough to ask whether its end was reached. */
  boolean isQuiet(long now) {
    return !ended && now - quietSince >= stamping.idleTimeout().toMillis();
  }

  /** Its end was seen to be where its reading stands. */
  void idle(long observedAt) {
    watermark.idle(observedAt);
  }

  boolean ended() {
    return ended;
  }

  /** Not later than the tidemark of any event still to be taken. */
  Instant watermark() {
    return ended ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(watermark.current());
  }

  PartitionMark mark() {
    return new PartitionMark(
        name, offset, bytes, end, ended, watermark.current(), chunks, quietSince);
  }
}
