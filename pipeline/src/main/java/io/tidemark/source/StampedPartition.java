package io.tidemark.source;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.FutureJudge;
import io.tidemark.model.Arrival;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.source.TideEntry.Kind;
import io.tidemark.time.PartitionWatermark;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * One source partition while it is read: decodes its arrivals and stamps each with the partition
 * watermark just before it. The one place where tidemarks are made, for every source, bounded or
 * not.
 *
 * <p>Where the tide table tells of the partition, that is what happens, see {@link RecordedTides};
 * and it says what the table is to be told.
 *
 * <p>What is refused carries the watermark too, and never moves it. The same arrivals after the
 * same mark get the same stamps, however they are cut into polls. Not thread-safe.
 */
final class StampedPartition {
  private final Stamping stamping;
  private final PartitionWatermark watermark;
  private final RecordedTides recorded;
  private final String name;
  private final long end;
  private final List<TideEntry> untold = new ArrayList<>(0);
  private long offset;
  private long bytes;
  private boolean ended;
  private long chunks;
  private long quietSince;

  /** What is to be recorded before its next arrival is handed out; null: nothing. */
  private @Nullable Kind owed;

  StampedPartition(Stamping stamping, PartitionMark mark) {
    this(stamping, mark, RecordedTides.none());
  }

  /** One that goes on from a mark. */
  StampedPartition(Stamping stamping, PartitionMark mark, RecordedTides recorded) {
    this(stamping, mark, recorded, mark.chunks() == 0 ? Kind.START : Kind.CHECKPOINT);
  }

  private StampedPartition(
      Stamping stamping, PartitionMark mark, RecordedTides recorded, Kind owed) {
    this.stamping = stamping;
    this.watermark = new PartitionWatermark(stamping.outOfOrderness(), mark.watermark());
    this.recorded = recorded;
    this.owed = owed;
    this.name = mark.partition();
    this.end = mark.end();
    this.offset = mark.offset();
    this.bytes = mark.bytes();
    this.ended = mark.ended();
    this.chunks = mark.chunks();
    this.quietSince = mark.quietSince();
    recorded.reach(offset, watermark);
  }

  /** One that was not there when the others began. */
  static StampedPartition added(Stamping stamping, PartitionMark mark, RecordedTides recorded) {
    return new StampedPartition(stamping, mark, recorded, Kind.NEW);
  }

  /** Goes on to the end of {@code poll}, read at {@code now}, ms since the epoch. */
  StampedChunk take(LogPoll poll, long now) {
    if (!poll.arrivals().isEmpty()) {
      reachFirst(poll.arrivals().get(0).position().offset());
    }
    long before = Math.min(watermark.current(), recorded.leastStart());
    Chunk chunk = stamp(poll);
    offset = poll.nextOffset();
    bytes = poll.nextByte();
    ended = poll.ended();
    recorded.reach(offset, watermark);
    if (!poll.arrivals().isEmpty()) {
      quietSince = now;
      chunks++;
    }
    return new StampedChunk(chunk, Instant.ofEpochMilli(before));
  }

  private void reachFirst(long first) {
    recorded.reach(first, watermark);
    if (owed != null) {
      untold.add(new TideEntry(name, first, watermark.current(), owed));
      owed = null;
    }
  }

  private Chunk stamp(LogPoll poll) {
    List<Event> events = new ArrayList<>(poll.arrivals().size());
    List<DeadLetter> deadLetters = new ArrayList<>(0);
    for (Arrival arrival : poll.arrivals()) {
      long at = arrival.position().offset();
      recorded.reach(at, watermark);
      long tidemark = watermark.current();
      FutureJudge judge = poll.timesAreTheLogs() ? FutureJudge.CLOCK : recorded.judge(at);
      Decoded decoded = stamping.decoder().decode(arrival, judge);
      if (decoded instanceof Decoded.Accepted accepted) {
        events.add(new Event(accepted.cells(), accepted.time(), tidemark, arrival));
        watermark.observe(accepted.time());
      } else if (decoded instanceof Decoded.Refused refused) {
        deadLetters.add(
            new DeadLetter(refused.reason(), refused.message(), "decode", null, tidemark, arrival));
        if (refused.reason() == Reason.FUTURE_EVENT_TIME && !poll.timesAreTheLogs()) {
          untold.add(new TideEntry(name, at, tidemark, Kind.REFUSED));
        }
      }
    }
    return Chunk.of(name, chunks, events, deadLetters);
  }

  /** What must be in the tide table before the chunks so far are handed out; each entry once. */
  List<TideEntry> tell() {
    List<TideEntry> told = List.copyOf(untold);
    untold.clear();
    return told;
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
    return !ended
        && !recorded.isReplay(offset)
        && now - quietSince >= stamping.idleTimeout().toMillis();
  }

  /** Its end was seen to be where its reading stands. */
  void idle(long observedAt) {
    long before = watermark.current();
    watermark.idle(observedAt);
    if (owed == null && watermark.current() > before) {
      owed = Kind.WAKE;
    }
  }

  boolean ended() {
    return ended;
  }

  /** Not later than the tidemark of any event still to be taken. */
  Instant watermark() {
    return ended
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : Instant.ofEpochMilli(Math.min(watermark.current(), recorded.leastStart()));
  }

  PartitionMark mark() {
    return new PartitionMark(
        name, offset, bytes, end, ended, watermark.current(), chunks, quietSince);
  }
}
