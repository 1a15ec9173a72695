package io.tidemark.source;

import io.tidemark.spec.UnreachableException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tide table of a test, which goes away and comes back as the test says. */
final class MemoryTideTable implements TideTable {
  private final HashMap<String, TideEntry> entries = new HashMap<>();
  private boolean away;

  void away(boolean now) {
    away = now;
  }

  /** All of it, by partition, offset and kind. */
  List<TideEntry> entries() {
    return entries.values().stream()
        .sorted(
            Comparator.comparing(TideEntry::partition)
                .thenComparing(TideEntry::offset)
                .thenComparing(TideEntry::kind))
        .toList();
  }

  @Override
  public List<TideEntry> read(Map<String, Long> from) throws UnreachableException {
    answer();
    return entries().stream()
        .filter(entry -> entry.offset() >= from.getOrDefault(entry.partition(), Long.MAX_VALUE))
        .toList();
  }

  @Override
  public void append(List<TideEntry> more) throws UnreachableException {
    answer();
    for (TideEntry entry : more) {
      entries.merge(
          entry.partition() + "@" + entry.offset() + entry.kind(),
          entry,
          (old, now) -> old.watermark() < now.watermark() ? now : old);
    }
  }

  private void answer() throws UnreachableException {
    if (away) {
      throw new UnreachableException("the table is away", null);
    }
  }

  @Override
  public boolean isKept() {
    return true;
  }
}
