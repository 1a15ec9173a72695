package io.tidemark.source;

import io.tidemark.decode.FutureJudge;
import io.tidemark.source.TideEntry.Kind;
import io.tidemark.spec.UnreachableException;
import io.tidemark.time.PartitionWatermark;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the tide table held of one partition when its reading began, from there on. Before the last
 * recorded offset the reading is a replay: what was refused for its time is what is recorded so,
 * and the partition is not idle. Goes forward only. Not thread-safe.
 */
final class RecordedTides {
  private final List<TideEntry> entries;
  private final long last;

  /** By the next entry. */
  private final long[] leastStarts;

  private int next;
  private long refused = Long.MIN_VALUE;

  private RecordedTides(List<TideEntry> entries) {
    this.entries = List.copyOf(entries);
    this.last = entries.isEmpty() ? Long.MIN_VALUE : entries.get(entries.size() - 1).offset();
    this.leastStarts = new long[entries.size() + 1];
    leastStarts[entries.size()] = Long.MAX_VALUE;
    for (int i = entries.size() - 1; i >= 0; i--) {
      TideEntry entry = entries.get(i);
      leastStarts[i] =
          entry.kind() == Kind.START
              ? Math.min(entry.watermark(), leastStarts[i + 1])
              : leastStarts[i + 1];
    }
  }

  static RecordedTides none() {
    return new RecordedTides(List.of());
  }

  /** Those of each of {@code marks}, in their order, from the offset of each. */
  static List<RecordedTides> of(TideTable table, List<PartitionMark> marks)
      throws IOException, UnreachableException {
    Map<String, Long> from =
        marks.stream().collect(Collectors.toMap(PartitionMark::partition, PartitionMark::offset));
    Map<String, List<TideEntry>> entries =
        table.read(from).stream().collect(Collectors.groupingBy(TideEntry::partition));
    return marks.stream()
        .map(mark -> new RecordedTides(entries.getOrDefault(mark.partition(), List.of())))
        .toList();
  }

  /** The reading came to {@code offset}: makes the watermark what it was there. */
  void reach(long offset, PartitionWatermark watermark) {
    while (next < entries.size() && entries.get(next).offset() <= offset) {
      TideEntry entry = entries.get(next++);
      switch (entry.kind()) {
        case START -> watermark.reset(entry.watermark());
        case NEW, WAKE, CHECKPOINT -> watermark.raise(entry.watermark());
        case REFUSED -> refused = entry.offset();
      }
    }
  }

  /** Who judges whether the arrival at {@code offset}, which was reached, is in the future. */
  FutureJudge judge(long offset) {
    if (offset == refused) {
      return FutureJudge.REFUSED;
    }
    return offset < last ? FutureJudge.ACCEPTED : FutureJudge.CLOCK;
  }

  /** Whether what comes at {@code offset} was read before. */
  boolean isReplay(long offset) {
    return offset < last;
  }

  /** The least watermark at which a reading will still be found to have started. */
  long leastStart() {
    return leastStarts[next];
  }
}
