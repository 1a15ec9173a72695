package io.tidemark.quality;

import io.tidemark.expression.EvaluationException;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.quality.Check.OnFail;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the events of chunks against data-quality checks, in order; the first failed one with
 * {@code DEAD_LETTER} makes the event a dead letter of its chunk.
 *
 * <p>A failed check with {@code WARN} adds one to the counter {@link #WARNINGS}{@code /NAME}, and
 * writes one log line per check and worker instance. A function of one chunk: no state, no shuffle;
 * timestamps stay.
 */
public final class CheckEvents extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  /** The namespace of the counters. */
  public static final String WARNINGS = "checks";

  private static final Logger LOG = LoggerFactory.getLogger(CheckEvents.class);
  private final List<Check> checks;

  private CheckEvents(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  public static CheckEvents of(List<Check> checks) {
    return new CheckEvents(checks);
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    return input.apply("CheckEvent", ParDo.of(new CheckFn(checks))).setCoder(input.getCoder());
  }

  private static final class CheckFn extends DoFn<Chunk, Chunk> {
    private final ArrayList<Check> checks;
    private final ArrayList<Counter> warnings = new ArrayList<>();
    private final boolean[] logged;

    CheckFn(List<Check> checks) {
      this.checks = new ArrayList<>(checks);
      this.logged = new boolean[checks.size()];
      for (Check check : checks) {
        warnings.add(Metrics.counter(WARNINGS, check.name()));
      }
    }

    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) {
      List<Event> passed = new ArrayList<>(chunk.events().size());
      List<DeadLetter> refused = new ArrayList<>(0);
      for (Event event : chunk.events()) {
        DeadLetter letter = refusal(event);
        if (letter == null) {
          passed.add(event);
        } else {
          refused.add(letter);
        }
      }
      out.output(refused.isEmpty() ? chunk : chunk.sifted(passed, refused));
    }

    /** What becomes of {@code event}, or null when it goes on. */
    private @Nullable DeadLetter refusal(Event event) {
      for (int i = 0; i < checks.size(); i++) {
        Check check = checks.get(i);
        String failure = failure(check, event.cells());
        if (failure != null && check.onFail() == OnFail.DEAD_LETTER) {
          return DeadLetter.of(event, Reason.CHECK_FAILED, failure, "checks." + check.name());
        }
        if (failure != null) {
          warn(i, failure, event);
        }
      }
      return null;
    }

    private void warn(int i, String failure, Event event) {
      warnings.get(i).inc();
      if (!logged[i]) {
        logged[i] = true;
        LOG.warn(
            "check {} failed at {}: {} (further ones are counted, not logged)",
            checks.get(i).name(),
            event.position(),
            failure);
      }
    }

    /** What is wrong with {@code cells}, or null when they pass. */
    private static @Nullable String failure(Check check, Cells cells) {
      try {
        return Boolean.FALSE.equals(check.expect().evaluate(cells))
            ? "not true: " + check.sql()
            : null;
      } catch (EvaluationException e) {
        return "cannot be evaluated: " + check.sql() + ": " + e.getMessage();
      }
    }
  }
}
