package io.tidemark.enrich;

import static java.util.Objects.requireNonNull;

import io.tidemark.enrich.DimensionSource.Read;
import io.tidemark.model.DimensionRow;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the workers load a dimension: what travels with the step instead of the rows.
 *
 * @param id of the step, the same on every worker: by it the threads of one share what they load
 * @param refresh null: it is read once
 */
record Loading(
    String id,
    Dimension dimension,
    DimensionSource source,
    @Nullable Refresh refresh,
    LoadClock clock)
    implements Serializable {

  /**
   * Reads the dimension: what changed since {@code previous} where the source can tell, else all.
   */
  Load read(@Nullable Load previous) throws Exception {
    long begunAt = clock.millis();
    if (previous == null || previous.read().mark() == null) {
      DimensionIndex.Builder all = DimensionIndex.builder(dimension);
      Read read = source.read(null, all::add);
      return Load.of(all.build(), read, begunAt);
    }
    AllOrChanges rows = new AllOrChanges(previous.index());
    Read read = source.read(previous.read(), rows::add);
    return Load.of(rows.build(read.changes()), read, begunAt);
  }

  /** Rows of which only the end of the read says whether they are all, or what changed. */
  private final class AllOrChanges {
    private final DimensionIndex before;
    private DimensionIndex.@Nullable Builder all;
    private DimensionIndex.@Nullable Builder changed;

    AllOrChanges(DimensionIndex before) {
      this.before = before;
    }

    void add(DimensionRow row) {
      if (all == null || changed == null) {
        all = DimensionIndex.builder(dimension);
        changed = before.changed();
      }
      all.add(row);
      changed.add(row);
    }

    DimensionIndex build(boolean changes) {
      if (all == null || changed == null) {
        return changes ? before : DimensionIndex.builder(dimension).build();
      }
      return changes ? changed.build() : all.build();
    }
  }

  /** The first moment at which {@code load} is older than {@code maxAge}; ms since the epoch. */
  long tooOldAt(Load load) {
    Duration maxAge = refresh == null ? null : refresh.maxAge();
    return maxAge == null || !load.changes()
        ? Long.MAX_VALUE
        : load.begunAt() + maxAge.toMillis() + 1;
  }

  /** That it is. */
  DimensionException tooOld(Load load, @Nullable String lastFailure) {
    String maxAge = requireNonNull(requireNonNull(refresh).maxAge()).toString();
    return new DimensionException(
        "dimension %s was last read at %s, longer ago than its maxAge of %s: %s"
            .formatted(
                name(),
                Instant.ofEpochMilli(load.begunAt()),
                maxAge.substring("PT".length()).toLowerCase(Locale.ROOT),
                lastFailure == null
                    ? "the read after it is not complete"
                    : "the last attempt failed: " + lastFailure));
  }

  /**
   * That the first read did not succeed. The failure stands beside the error, not under it: people
   * are told the one at the bottom.
   */
  IOException unread(Exception failure, String text) {
    IOException unread =
        new IOException("dimension %s could not be read for a minute: %s".formatted(name(), text));
    unread.addSuppressed(failure);
    return unread;
  }

  String name() {
    return dimension.name();
  }
}
