package io.tidemark.aggregate;

import io.tidemark.model.PaneRow;
import io.tidemark.model.PaneRowCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.WindowedChunk;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Computes the measures of every key and session: {@link AggregateEvents} of windows that grow.
 *
 * <p>Unbounded input has EARLY, ON_TIME and LATE panes, and the retractions of the rows of sessions
 * that grew, see {@link FireSessionsFn}; bounded input one ON_TIME pane a session. The sessions and
 * their values do not depend on the order of the events.
 *
 * <p>Cost: one shuffle. What is shuffled is, of each bundle, the parts of sessions in it; on
 * bounded input what one shard has of one bucket is merged in memory.
 */
final class AggregateSessions extends PTransform<PCollection<WindowedChunk>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final SessionRule rule;
  private final Grouping grouping;
  private final PaneRows rows;
  private final Emission emission;
  private final @Nullable Long quietFor;
  private final long generation;

  /** By what events are grouped, and what is computed of a group. */
  record Grouping(Schema key, int[] groupBy, List<Measure> measures, int shards, int mostGroups)
      implements Serializable {}

  AggregateSessions(
      SessionRule rule,
      Grouping grouping,
      PaneRows rows,
      Emission emission,
      @Nullable Long quietFor,
      long generation) {
    this.rule = rule;
    this.grouping = grouping;
    this.rows = rows;
    this.emission = emission;
    this.quietFor = quietFor;
    this.generation = generation;
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<WindowedChunk> events) {
    PCollection<KV<Integer, SessionParts>> parts =
        events
            .apply(
                "PreAggregate",
                ParDo.of(
                    new PreAggregateSessionsFn(
                        rule,
                        grouping.groupBy(),
                        grouping.measures(),
                        grouping.shards(),
                        grouping.mostGroups())))
            .setCoder(KvCoder.of(VarIntCoder.of(), partsCoder()));
    return events.isBounded() == IsBounded.BOUNDED ? merge(parts) : fire(parts);
  }

  private PCollection<PaneRow> fire(PCollection<KV<Integer, SessionParts>> parts) {
    long keptFor = emission.allowedLateness() + 2 * rule.gap();
    Alerts once = quietFor == null ? null : new Alerts(quietFor, keptFor);
    return parts
        .apply(
            "FireSessions",
            ParDo.of(
                new FireSessionsFn(
                    grouping.key(),
                    rule,
                    grouping.measures(),
                    new Shards(grouping.shards()),
                    rows,
                    emission,
                    once,
                    generation)))
        .setCoder(rowCoder());
  }

  private PCollection<PaneRow> merge(PCollection<KV<Integer, SessionParts>> parts) {
    KvCoder<Integer, Long> shardAndBucket = KvCoder.of(VarIntCoder.of(), VarLongCoder.of());
    SessionRule ruled = rule;
    PCollection<PaneRow> merged =
        parts
            .apply(
                "ByBucket",
                MapElements.into(new TypeDescriptor<KV<KV<Integer, Long>, SessionParts>>() {})
                    .via(
                        p ->
                            KV.of(
                                KV.of(p.getKey(), ruled.bucket(p.getValue().earliest())),
                                p.getValue())))
            .setCoder(KvCoder.of(shardAndBucket, partsCoder()))
            .apply(
                "MergeParts",
                Combine.perKey(
                    new MergeSessionsFn(rule, grouping.measures(), rows, partsCoder(), generation)))
            .setCoder(KvCoder.of(shardAndBucket, ListCoder.of(rowCoder())))
            .apply("Rows", FlatMapElements.into(TypeDescriptor.of(PaneRow.class)).via(KV::getValue))
            .setCoder(rowCoder());
    return quietFor == null
        ? merged
        : merged.apply("Once", new KeepFirst(grouping.key(), quietFor));
  }

  private SessionPartsCoder partsCoder() {
    return SessionPartsCoder.of(grouping.key(), rule, grouping.measures());
  }

  private PaneRowCoder rowCoder() {
    return PaneRowCoder.of(
        grouping.key(), Schema.of(grouping.measures().stream().map(Measure::field).toList()));
  }
}
