package io.tidemark.spec;

import io.tidemark.spec.DimensionSpec.Freshness;
import java.time.Duration;
import java.util.Optional;

/** Reads how a dimension is kept up to date: what needs {@code refreshEvery} stands beside it. */
final class RefreshReader {
  private final Section section;
  private final Optional<Duration> every;

  /** The keys of {@code section}, a dimension's. */
  RefreshReader(Section section) {
    this.section = section;
    this.every = section.find("refreshEvery").flatMap(SpecNode::positiveDuration);
  }

  Optional<Duration> every() {
    return every;
  }

  /** A read may be as old as {@link #every} before the next one begins: it is longer than that. */
  Optional<Duration> maxAge() {
    Optional<SpecNode> node = section.find("maxAge");
    Optional<Duration> maxAge = node.flatMap(SpecNode::positiveDuration);
    if (maxAge.isPresent() && every.isPresent() && maxAge.get().compareTo(every.get()) <= 0) {
      node.get().error("'maxAge' is not longer than 'refreshEvery', expected more than that");
    }
    node.ifPresent(n -> needsRefresh(n, "'maxAge'"));
    return maxAge;
  }

  Freshness freshness() {
    Optional<SpecNode> node = section.find("freshness");
    boolean waits = node.flatMap(n -> n.choice("latest", "wait")).equals(Optional.of("wait"));
    if (waits) {
      needsRefresh(node.orElseThrow(), "'freshness: wait'");
    }
    return waits ? Freshness.WAIT : Freshness.LATEST;
  }

  /**
   * The column that tells when a row was changed.
   *
   * @param files whether the rows are in files
   */
  Optional<String> updatedAt(boolean files) {
    Optional<SpecNode> node = section.find("updatedAt");
    if (node.isPresent() && files) {
      node.get().keyError("files are read whole, expected no 'updatedAt'");
      return Optional.empty();
    }
    node.ifPresent(n -> needsRefresh(n, "'updatedAt'"));
    return node.flatMap(SpecNode::text);
  }

  private void needsRefresh(SpecNode node, String what) {
    if (!section.has("refreshEvery") && !section.means("refreshEvery")) {
      node.keyError(what + " stands alone, expected 'refreshEvery' beside it");
    }
  }
}
