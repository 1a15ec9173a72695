package io.tidemark.run;

import io.tidemark.spec.DeadLetterSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import io.tidemark.spec.ViewSpec.EmitSpec;
import java.time.Duration;
import java.util.Optional;

/** A spec as its cases run it: what it computes is unchanged. */
final class CasePipeline {
  private static final Duration NEVER = Duration.ofDays(36_500);

  private CasePipeline() {}

  /**
   * Without what is no row of an output: the ledger, and failAbove, since a case may well be of
   * dead letters alone. The rows of its dimensions are at hand: nothing changes while it runs.
   */
  static PipelineSpec of(PipelineSpec spec) {
    return new PipelineSpec(
        spec.path(),
        spec.name(),
        spec.connections(),
        spec.source(),
        spec.history(),
        spec.event(),
        spec.checks(),
        spec.dimensions().stream().map(DimensionSpec::readOnce).toList(),
        spec.unusedDimensions(),
        spec.views(),
        spec.lateEvents(),
        new DeadLetterSpec(spec.deadLetters().sink(), Optional.empty()),
        Optional.empty());
  }

  /**
   * For a runner whose clock a case cannot hold: what would wait for some processing time waits for
   * longer than any case runs, as it does where the clock stands.
   */
  static PipelineSpec withStandingClock(PipelineSpec spec) {
    return new PipelineSpec(
        spec.path(),
        spec.name(),
        spec.connections(),
        spec.source(),
        spec.history(),
        spec.event(),
        spec.checks(),
        spec.dimensions(),
        spec.unusedDimensions(),
        spec.views().stream().map(CasePipeline::withStandingClock).toList(),
        spec.lateEvents(),
        spec.deadLetters(),
        spec.ledger());
  }

  private static ViewSpec withStandingClock(ViewSpec view) {
    EmitSpec emit =
        new EmitSpec(
            view.emit().early().map(CasePipeline::never),
            view.emit().late().map(CasePipeline::never));
    return new ViewSpec(
        view.name(),
        view.window(),
        view.allowedLateness(),
        emit,
        view.where(),
        view.select(),
        view.groupBy(),
        view.measures(),
        view.having(),
        view.once(),
        view.sink(),
        view.place());
  }

  private static Duration never(Duration every) {
    return every.isZero() ? every : NEVER;
  }
}
