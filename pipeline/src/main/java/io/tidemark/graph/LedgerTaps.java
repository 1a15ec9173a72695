package io.tidemark.graph;

import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.WindowedChunk;
import io.tidemark.quality.KeepLedger;
import io.tidemark.quality.Pairs;
import io.tidemark.quality.TallyTerm;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Where a graph counts the terms of the conservation law. Each is counted for itself, where its
 * elements pass, so that a sum that does not add up shows a loss. The counters are always there;
 * the ledger, if the run writes one.
 */
final class LedgerTaps {
  private final Plan plan;
  private final Optional<Sink> sink;
  private final List<PCollection<KV<LedgerCell, LedgerCounts>>> tallies = new ArrayList<>();

  LedgerTaps(Plan plan, Optional<Sink> sink) {
    this.plan = plan;
    this.sink = sink;
  }

  /** As the source has them. */
  void arrivals(PCollection<Chunk> chunks) {
    tap(chunks, "CountArrivals", TallyTerm.arrivals(ofTimes()));
  }

  /** After dedup. */
  void duplicates(PCollection<Chunk> chunks) {
    tap(chunks, "CountDuplicates", TallyTerm.duplicates(ofTimes()));
  }

  /** Of every step. */
  void deadLetters(PCollection<DeadLetter> letters) {
    tap(letters, "CountDeadLetters", TallyTerm.deadLetters(ofTimes()));
  }

  /** What every view is given. */
  void kept(PCollection<Chunk> events) {
    tap(events, "CountKept", TallyTerm.events("", LedgerTerm.KEPT, ofTimes()));
  }

  /** Events that are kept or filtered, or, of a view without windows, accepted. */
  void events(String view, LedgerTerm term, PCollection<Chunk> events, Pairs pairs) {
    tap(events, "Count" + name(term) + "_" + view, TallyTerm.events(view, term, pairs));
  }

  /** What the lateness rule parted. */
  void split(String view, PCollection<WindowedChunk> accepted, PCollection<LateEvent> late) {
    tap(accepted, "CountAccepted_" + view, TallyTerm.accepted(view));
    tap(late, "CountTooLate_" + view, TallyTerm.tooLate(view));
  }

  /** How often a run counts an event that has no windows. */
  Pairs ofTimes() {
    if (plan.slice().isEmpty()) {
      return Pairs.one();
    }
    Slice slice = plan.slice().get();
    return Pairs.within(slice.from(), slice.to());
  }

  private <T> void tap(PCollection<T> input, String step, TallyTerm<T> tally) {
    tallies.add(input.apply(step, sink.isPresent() ? tally : tally.withoutCells()));
  }

  private static String name(LedgerTerm term) {
    String counter = term.counter("");
    return Character.toUpperCase(counter.charAt(0)) + counter.substring(1);
  }

  /** Adds the ledger itself, when every tap is there. */
  void write(String pipeline) {
    if (sink.isEmpty()) {
      return;
    }
    PCollection<Cells> rows =
        PCollectionList.of(tallies)
            .apply("LedgerTallies", Flatten.pCollections())
            .apply("KeepLedger", KeepLedger.create())
            .apply("LedgerRows", FormRows.ofLedger(pipeline, plan));
    RejectedRows.writeAll(rows, "WriteLedger", "the ledger", sink.get());
  }
}
