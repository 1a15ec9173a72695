package io.tidemark.source;

import java.util.List;
import java.util.Map;

/** Where nothing is recorded: a replay then judges and stamps by what the log alone tells. */
record NoTideTable() implements TideTable {

  @Override
  public List<TideEntry> read(Map<String, Long> from) {
    return List.of();
  }

  @Override
  public void append(List<TideEntry> entries) {}

  @Override
  public boolean isKept() {
    return false;
  }
}
