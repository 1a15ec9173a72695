package io.tidemark.quality;

import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCellCoder;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerCountsCoder;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import java.io.Serializable;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Counts one term of the conservation law where its elements pass: adds to the counter of its name
 * once a bundle, and puts out what the bundle adds to each cell of the ledger, if that is wanted.
 *
 * <p>Takes elements in the global window. An output's timestamp is just before its cell's expiry,
 * so that a runner's watermark does not pass that before the output has been counted. Holds one
 * number for each cell in a bundle; no state, no shuffle.
 */
public final class TallyTerm<T>
    extends PTransform<PCollection<T>, PCollection<KV<LedgerCell, LedgerCounts>>> {
  private static final String COUNTERS = "tidemark";

  private final String view;
  private final LedgerTerm term;
  private final Counting<T> counting;
  private final boolean byCell;

  private TallyTerm(String view, LedgerTerm term, Counting<T> counting, boolean byCell) {
    this.view = view;
    this.term = term;
    this.counting = counting;
    this.byCell = byCell;
  }

  /** What one element adds to a tally. */
  private interface Counting<T> extends Serializable {
    void count(T element, Tally tally);
  }

  /** Every arrival of a chunk, as the source has it. */
  public static TallyTerm<Chunk> arrivals(Pairs pairs) {
    return new TallyTerm<>(
        "",
        LedgerTerm.ARRIVALS,
        (chunk, tally) -> {
          chunk.events().forEach(event -> add(event, pairs, tally));
          chunk.deadLetters().forEach(letter -> add(letter, pairs, tally));
        },
        true);
  }

  public static TallyTerm<DeadLetter> deadLetters(Pairs pairs) {
    return new TallyTerm<>(
        "", LedgerTerm.DEAD_LETTERS, (letter, tally) -> add(letter, pairs, tally), true);
  }

  public static TallyTerm<Chunk> duplicates(Pairs pairs) {
    return new TallyTerm<>(
        "",
        LedgerTerm.DUPLICATES,
        (chunk, tally) -> chunk.duplicates().forEach(event -> add(event, pairs, tally)),
        true);
  }

  /**
   * The events of chunks, of the pipeline or of a view.
   *
   * @param view empty: of the pipeline
   */
  public static TallyTerm<Chunk> events(String view, LedgerTerm term, Pairs pairs) {
    return new TallyTerm<>(
        view,
        term,
        (chunk, tally) -> chunk.events().forEach(event -> add(event, pairs, tally)),
        true);
  }

  /** The (event, window) pairs that {@code view} accepts. */
  public static TallyTerm<WindowedChunk> accepted(String view) {
    return new TallyTerm<>(
        view,
        LedgerTerm.ACCEPTED,
        (chunk, tally) -> chunk.events().forEach(accepted -> add(accepted, tally)),
        true);
  }

  /** The (event, window) pairs that are too late for {@code view}. */
  public static TallyTerm<LateEvent> tooLate(String view) {
    return new TallyTerm<>(
        view,
        LedgerTerm.TOO_LATE,
        (late, tally) -> tally.add(late.event().time(), late.event().tidemark(), 1),
        true);
  }

  /** Only the counter: what comes out is empty. */
  public TallyTerm<T> withoutCells() {
    return new TallyTerm<>(view, term, counting, false);
  }

  private static void add(WindowedEvent accepted, Tally tally) {
    Event event = accepted.event();
    tally.add(event.time(), event.tidemark(), accepted.windows().size());
  }

  private static void add(Event event, Pairs pairs, Tally tally) {
    tally.add(event.time(), event.tidemark(), pairs.of(event.time()));
  }

  /** What a sink refused is counted apart: its event was accepted. */
  private static void add(DeadLetter letter, Pairs pairs, Tally tally) {
    if (letter.reason() != DeadLetter.Reason.SINK_REJECTED) {
      Long time = letter.time();
      tally.add(time, letter.tidemark(), time == null ? 1 : pairs.of(time));
    }
  }

  @Override
  public PCollection<KV<LedgerCell, LedgerCounts>> expand(PCollection<T> input) {
    return input
        .apply("TallyTerm", ParDo.of(new TallyFn<>(view, term, counting, byCell)))
        .setCoder(KvCoder.of(LedgerCellCoder.of(), LedgerCountsCoder.of()));
  }

  private static final class TallyFn<T> extends DoFn<T, KV<LedgerCell, LedgerCounts>> {
    private final String view;
    private final LedgerTerm term;
    private final Counting<T> counting;
    private final boolean byCell;
    private final Counter counter;
    private transient Tally tally;

    TallyFn(String view, LedgerTerm term, Counting<T> counting, boolean byCell) {
      this.view = view;
      this.term = term;
      this.counting = counting;
      this.byCell = byCell;
      this.counter = Metrics.counter(COUNTERS, term.counter(view));
      this.tally = new Tally(view, byCell);
    }

    @StartBundle
    public void start() {
      tally = new Tally(view, byCell);
    }

    @ProcessElement
    public void process(@Element T element) {
      counting.count(element, tally);
    }

    @FinishBundle
    public void finish(FinishBundleContext out) {
      if (tally.all() > 0) {
        counter.inc(tally.all());
      }
      tally
          .cells()
          .forEach(
              (cell, count) ->
                  out.output(
                      KV.of(cell, LedgerCounts.of(term, count)),
                      Instant.ofEpochMilli(cell.expiry() - 1),
                      GlobalWindow.INSTANCE));
    }
  }
}
