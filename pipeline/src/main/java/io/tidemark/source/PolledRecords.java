package io.tidemark.source;

import io.tidemark.model.Arrival;
import io.tidemark.model.Header;
import io.tidemark.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a consumer delivered, cut into polls of one partition each, until it is asked for. Arrivals
 * of one poll have their times from one clock. Costs one arrival and one position a record.
 */
final class PolledRecords {
  private static final byte[] NO_BYTES = {};

  private final Queue<LogPoll> polls = new ArrayDeque<>();
  private long arrivalsRead;
  private long bytesRead;

  /**
   * Adds records of one partition, up to its end.
   *
   * @param now the reader's clock, ms since the epoch
   */
  void add(
      int partition, PartitionMark mark, List<ConsumerRecord<byte[], byte[]>> records, long now) {
    List<Arrival> arrivals = roomFor(records.size());
    long bytes = 0;
    int taken = 0;
    boolean appendTime = false;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() >= mark.end()) {
        break;
      }
      boolean full = arrivals.size() == LogPoll.MOST_ARRIVALS || bytes >= LogPoll.MOST_BYTES;
      if (!arrivals.isEmpty() && (full || appendTime != hasAppendTime(record))) {
        addPoll(partition, arrivals, bytes, appendTime);
        arrivals = roomFor(records.size() - taken);
        bytes = 0;
      }
      appendTime = hasAppendTime(record);
      arrivals.add(arrival(record, mark.partition(), now));
      bytes += Math.max(0, record.serializedValueSize());
      taken++;
    }
    if (!arrivals.isEmpty()) {
      addPoll(partition, arrivals, bytes, appendTime);
    }
  }

  private static List<Arrival> roomFor(int records) {
    return new ArrayList<>(Math.min(records, LogPoll.MOST_ARRIVALS));
  }

  private void addPoll(int partition, List<Arrival> arrivals, long bytes, boolean appendTime) {
    arrivalsRead += arrivals.size();
    bytesRead += bytes;
    long last = arrivals.get(arrivals.size() - 1).position().offset();
    polls.add(new LogPoll(partition, arrivals, last + 1, 0, false, appendTime));
  }

  /** The partition's end was reached. */
  void addEnd(int partition, PartitionMark mark) {
    polls.add(new LogPoll(partition, List.of(), mark.end(), 0, true));
  }

  private static boolean hasAppendTime(ConsumerRecord<byte[], byte[]> record) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME;
  }

  private static Arrival arrival(ConsumerRecord<byte[], byte[]> record, String name, long now) {
    return new Arrival(
        record.value() == null ? NO_BYTES : record.value(),
        record.key(),
        headers(record),
        record.topic(),
        new Position(name, record.offset()),
        hasAppendTime(record) ? record.timestamp() : now);
  }

  private static List<Header> headers(ConsumerRecord<byte[], byte[]> record) {
    org.apache.kafka.common.header.Header[] headers = record.headers().toArray();
    return headers.length == 0
        ? List.of()
        : Arrays.stream(headers).map(one -> new Header(one.key(), one.value())).toList();
  }

  boolean isEmpty() {
    return polls.isEmpty();
  }

  @Nullable LogPoll poll() {
    return polls.poll();
  }

  boolean hasWaiting(int partition) {
    return polls.stream().anyMatch(poll -> poll.partition() == partition);
  }

  /** How many arrivals of the partition were not asked for yet. */
  long waiting(int partition) {
    long waiting = 0;
    for (LogPoll poll : polls) {
      waiting += poll.partition() == partition ? poll.arrivals().size() : 0;
    }
    return waiting;
  }

  /** The payload's, on average over all so far. */
  long bytesOfOne() {
    return bytesRead / Math.max(1, arrivalsRead);
  }
}
