package io.tidemark.aggregate;

import io.tidemark.model.PaneRow;
import io.tidemark.model.PaneRowCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.WindowedChunk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
 * Computes the measures of every key and window, and puts out their panes.
 *
 * <p>Everything is in the global window: the windows are those that each event brings with it, and
 * every (event, window) given is counted. Unbounded input has EARLY, ON_TIME and LATE panes, see
 * {@link FirePanesFn}, in the order of their making within a key; bounded input has one ON_TIME
 * pane a window. The values, and the last pane of every window, do not depend on the order of the
 * events. Revision is the number of events in the (key, window).
 *
 * <p>Cost: one shuffle. What is shuffled is, of each bundle, each window and each shard in it, the
 * states of the measures of its keys; events stay where they are. A key is always in the same
 * shard; timers are those of (shard, window), and its state is read and written in buckets of keys,
 * see {@link ShardState}.
 */
public final class AggregateEvents
    extends PTransform<PCollection<WindowedChunk>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_GROUPS = 100_000;
  private static final int SHARDS = 16;
  private static final int SLOTS_A_SHARD = 4;

  private Schema key = Schema.of();
  private int[] groupBy = new int[0];
  private List<Measure> measures = List.of();
  private @Nullable Having having;
  private @Nullable Duration quietFor;
  private Emission emission = Emission.AT_ONCE;
  private long generation;
  private int shards = SHARDS;
  private int mostGroups = MOST_GROUPS;
  private @Nullable SessionRule sessions;

  private AggregateEvents() {}

  public static AggregateEvents create() {
    return new AggregateEvents();
  }

  /** A copy with one setting changed: no instance changes once it was handed out. */
  private AggregateEvents with(Consumer<AggregateEvents> setting) {
    AggregateEvents copy = new AggregateEvents();
    copy.key = key;
    copy.groupBy = groupBy;
    copy.measures = measures;
    copy.having = having;
    copy.quietFor = quietFor;
    copy.emission = emission;
    copy.generation = generation;
    copy.shards = shards;
    copy.mostGroups = mostGroups;
    copy.sessions = sessions;
    setting.accept(copy);
    return copy;
  }

  /** Groups by the event cells at {@code indexes}; {@code key} is their columns in the rows. */
  public AggregateEvents withGroupBy(Schema key, int... indexes) {
    if (key.size() != indexes.length) {
      throw new IllegalArgumentException(
          indexes.length + " cells for the " + key.size() + " columns of the key");
    }
    int[] columns = indexes.clone();
    return with(
        copy -> {
          copy.key = key;
          copy.groupBy = columns;
        });
  }

  public AggregateEvents withMeasures(List<Measure> measures) {
    return with(copy -> copy.measures = List.copyOf(measures));
  }

  /** Only what it holds for has a row, which is withdrawn when it holds no more. */
  public AggregateEvents withHaving(Having having) {
    return with(copy -> copy.having = having);
  }

  /** Of each key the first row, then none until so much of event time has passed. */
  public AggregateEvents withOnce(Duration quietFor) {
    return with(copy -> copy.quietFor = quietFor);
  }

  /**
   * How long past the end of its window an event may come: at least what it was when the events
   * were accepted, or some are lost.
   */
  public AggregateEvents withAllowedLateness(Duration lateness) {
    return with(copy -> copy.emission = emission.withAllowedLateness(lateness));
  }

  /**
   * At most one EARLY pane, and one LATE pane, per this much processing time. Without early: none;
   * without late, or of zero: whenever a bundle changed the window.
   */
  public AggregateEvents withPanesEvery(Optional<Duration> early, Optional<Duration> late) {
    return with(copy -> copy.emission = emission.withEvery(early, late));
  }

  /** The generation of rows whose state this run makes, ms since the epoch. */
  public AggregateEvents withGeneration(long generation) {
    return with(copy -> copy.generation = generation);
  }

  /**
   * The events of a key that are less than {@code gap} apart are in one window, which does not go
   * beyond a multiple of {@code maxLength} since the epoch: it is cut there. The window that each
   * event brings is then its own part: from its time to a gap after it.
   */
  public AggregateEvents withSessions(Duration gap, Duration maxLength) {
    SessionRule rule = SessionRule.of(gap, maxLength);
    return with(copy -> copy.sessions = rule);
  }

  /**
   * How many parts the keys fall into: the greatest parallelism. Part of the state: what goes on
   * from state made with another number fails.
   */
  public AggregateEvents withShards(int shards) {
    return with(copy -> copy.shards = shards);
  }

  /** Adds up at most so many groups in a bundle before the shuffle. */
  AggregateEvents withMostGroups(int mostGroups) {
    return with(copy -> copy.mostGroups = mostGroups);
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<WindowedChunk> events) {
    if (sessions != null) {
      return events.apply("Sessions", sessions(sessions));
    }
    PreAggregateFn preAggregate =
        new PreAggregateFn(groupBy, measures, shards, mostGroups, emission.early() != null);
    PCollection<KV<Integer, Partial>> partials =
        events
            .apply("PreAggregate", ParDo.of(preAggregate))
            .setCoder(KvCoder.of(VarIntCoder.of(), PartialCoder.of(key, measures)));
    return events.isBounded() == IsBounded.BOUNDED ? merge(partials) : fire(partials);
  }

  private AggregateSessions sessions(SessionRule rule) {
    AggregateSessions.Grouping grouping =
        new AggregateSessions.Grouping(key, groupBy, measures, shards, mostGroups);
    Long quiet = quietFor == null ? null : Long.valueOf(quietFor.toMillis());
    return new AggregateSessions(rule, grouping, rows(), emission, quiet, generation);
  }

  private PCollection<PaneRow> fire(PCollection<KV<Integer, Partial>> partials) {
    Alerts once =
        quietFor == null ? null : new Alerts(quietFor.toMillis(), emission.allowedLateness());
    return partials
        .apply(
            "FirePanes",
            ParDo.of(
                new FirePanesFn(
                    key, measures, new Shards(shards), rows(), emission, once, generation)))
        .setCoder(rowCoder());
  }

  private PCollection<PaneRow> merge(PCollection<KV<Integer, Partial>> partials) {
    PCollection<PaneRow> rows =
        partials
            .apply(
                "SpreadWindows",
                MapElements.into(new TypeDescriptor<KV<Integer, Partial>>() {})
                    .via(partial -> KV.of(slot(partial), partial.getValue())))
            .setCoder(partials.getCoder())
            .apply(
                "MergePartials",
                Combine.perKey(new MergePartialsFn(key, measures, rows(), generation)))
            .setCoder(KvCoder.of(VarIntCoder.of(), ListCoder.of(rowCoder())))
            .apply("Rows", FlatMapElements.into(TypeDescriptor.of(PaneRow.class)).via(KV::getValue))
            .setCoder(rowCoder());
    return quietFor == null ? rows : rows.apply("Once", new KeepFirst(key, quietFor.toMillis()));
  }

  /** Where bounded input is merged: runners pay for each key, and hold what one has in memory. */
  private static int slot(KV<Integer, Partial> partial) {
    int window = Math.floorMod(partial.getValue().window().hashCode(), SLOTS_A_SHARD);
    return partial.getKey() * SLOTS_A_SHARD + window;
  }

  private PaneRows rows() {
    return new PaneRows(measures, having);
  }

  private PaneRowCoder rowCoder() {
    return PaneRowCoder.of(key, Schema.of(measures.stream().map(Measure::field).toList()));
  }
}
