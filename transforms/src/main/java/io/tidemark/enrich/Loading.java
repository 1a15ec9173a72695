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
    IndexedRows rows = new IndexedRows(previous);
    boolean tells = previous != null && previous.read().mark() != null;
    Read read = source.read(tells ? requireNonNull(previous).read() : null, rows);
    return Load.of(rows.index(), read, begunAt);
  }

  /**
   * Puts the rows of one read into an index of their own, or what changed on top of the last one.
   */
  private final class IndexedRows implements DimensionSource.Rows {
    private final @Nullable Load previous;
    private boolean changes;
    private DimensionIndex.@Nullable Builder builder;

    IndexedRows(@Nullable Load previous) {
      this.previous = previous;
    }

    @Override
    public void onlyChanges() {
      changes = true;
    }

    @Override
    public void add(DimensionRow row) {
      if (builder == null) {
        builder = changes ? last().changed() : DimensionIndex.builder(dimension);
      }
      builder.add(row);
    }

    DimensionIndex index() {
      if (builder == null) {
        return changes ? last() : DimensionIndex.builder(dimension).build();
      }
      return builder.build();
    }

    private DimensionIndex last() {
      return requireNonNull(previous, "nothing was read before").index();
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
