package io.tidemark.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.KV;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;

/**
 * What Tidemark writes into the summary of each snapshot that it makes, and reads back.
 *
 * <ul>
 *   <li>{@code tidemark.pipeline}, {@code tidemark.output}: who wrote it;
 *   <li>{@code tidemark.watermark}: the table holds everything of that output up to there,
 *       ISO-8601; of a batch run, {@code tidemark.slice}: what it covers, {@code FROM/TO};
 *   <li>{@code tidemark.positions}: {@code {"web-0": [100, 250]}}, of each source partition the
 *       lowest and the highest offset among the rows that were added;
 *   <li>{@code tidemark.lineage}, {@code tidemark.groups}: which {@link Group}s it holds, {@code
 *       NUMBER:OPERATION} each: what tells a commit that is repeated, and whose each file is;
 *   <li>{@code tidemark.replaces}: the number from which on earlier groups were removed.
 * </ul>
 */
final class Commits {
  static final String PIPELINE = "tidemark.pipeline";
  static final String OUTPUT = "tidemark.output";
  static final String WATERMARK = "tidemark.watermark";
  static final String SLICE = "tidemark.slice";
  static final String POSITIONS = "tidemark.positions";
  private static final String LINEAGE = "tidemark.lineage";
  private static final String GROUPS = "tidemark.groups";
  private static final String REPLACES = "tidemark.replaces";
  private static final JsonFactory JSON = new JsonFactory();

  private Commits() {}

  /** Says in the summary of {@code update} that it removes the groups from {@code number} on. */
  static void describeReplaced(SnapshotUpdate<?> update, long number) {
    update.set(REPLACES, Long.toString(number));
  }

  /** Says in the summary of {@code update} which groups it adds. */
  static void describe(SnapshotUpdate<?> update, String lineage, List<Group<WrittenFiles>> groups) {
    update.set(LINEAGE, lineage);
    update.set(
        GROUPS,
        groups.stream()
            .map(group -> group.number() + ":" + group.content().operation())
            .collect(Collectors.joining(",")));
    update.set(WATERMARK, groups.get(groups.size() - 1).watermark().toString());
    Map<String, KV<Long, Long>> positions = new TreeMap<>();
    for (Group<WrittenFiles> group : groups) {
      positions = new TreeMap<>(WrittenFiles.merge(positions, group.content().positions()));
    }
    if (!positions.isEmpty()) {
      update.set(POSITIONS, json(positions));
    }
  }

  private static String json(Map<String, KV<Long, Long>> positions) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, KV<Long, Long>> range : positions.entrySet()) {
        json.writeFieldName(range.getKey());
        json.writeArray(new long[] {range.getValue().getKey(), range.getValue().getValue()}, 0, 2);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /**
   * The groups of a lineage that were committed and not replaced since, by number, as the table's
   * history tells. Reads metadata alone.
   */
  static Map<Long, Committed> of(Table table, String lineage) {
    NavigableMap<Long, Committed> known = new TreeMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (lineage.equals(snapshot.summary().get(LINEAGE))) {
        String replaces = snapshot.summary().get(REPLACES);
        if (replaces != null) {
          known.tailMap(Long.parseLong(replaces), true).clear();
        }
        for (String group : Splitter.on(',').split(snapshot.summary().get(GROUPS))) {
          int colon = group.indexOf(':');
          known.put(
              Long.parseLong(group.substring(0, colon)),
              new Committed(group.substring(colon + 1), snapshot));
        }
      }
    }
    return known;
  }

  /**
   * A group that was added to the table.
   *
   * @param operation the one that wrote its files
   * @param snapshot the one that added them
   */
  record Committed(String operation, Snapshot snapshot) {}
}
