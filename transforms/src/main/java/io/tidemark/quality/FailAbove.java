package io.tidemark.quality;

import java.util.Locale;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PDone;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Fails the pipeline when more than a share of its arrivals are dead letters.
 *
 * <p>Takes tallies (arrivals, dead letters) in the global window, in any order, and adds them up
 * under one key: give it few, such as one a chunk. Unbounded input is judged with every tally once
 * {@link #ENOUGH} arrivals were counted, since a share of a few says nothing; every input at its
 * end. The counts are state of the runner: they go on after a restore.
 */
public final class FailAbove extends PTransform<PCollection<KV<Long, Long>>, PDone> {
  /** How many arrivals make a share worth judging before the end of the input. */
  public static final long ENOUGH = 1_000;

  private final double share;

  private FailAbove(double share) {
    this.share = share;
  }

  /** Fails above {@code share}, 0 to 1. */
  public static FailAbove of(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
    }
    return new FailAbove(share);
  }

  @Override
  public PDone expand(PCollection<KV<Long, Long>> tallies) {
    boolean judgeAsItGoes = tallies.isBounded() == IsBounded.UNBOUNDED;
    tallies
        .apply("OneKey", WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), KvCoder.of(VarLongCoder.of(), VarLongCoder.of())))
        .apply("Judge", ParDo.of(new JudgeFn(share, judgeAsItGoes)));
    return PDone.in(tallies.getPipeline());
  }

  private static final class JudgeFn extends DoFn<KV<Integer, KV<Long, Long>>, Void> {
    @StateId("arrivals")
    private final StateSpec<ValueState<Long>> arrivalsSpec = StateSpecs.value(VarLongCoder.of());

    @StateId("deadLetters")
    private final StateSpec<ValueState<Long>> deadLettersSpec = StateSpecs.value(VarLongCoder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final double share;
    private final boolean judgeAsItGoes;

    JudgeFn(double share, boolean judgeAsItGoes) {
      this.share = share;
      this.judgeAsItGoes = judgeAsItGoes;
    }

    @ProcessElement
    public void add(
        @Element KV<Integer, KV<Long, Long>> element,
        @StateId("arrivals") ValueState<Long> arrivals,
        @StateId("deadLetters") ValueState<Long> deadLetters,
        @TimerId("end") Timer end) {
      long allArrivals = orZero(arrivals.read()) + element.getValue().getKey();
      long allDead = orZero(deadLetters.read()) + element.getValue().getValue();
      arrivals.write(allArrivals);
      deadLetters.write(allDead);
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
      if (judgeAsItGoes && allArrivals >= ENOUGH) {
        judge(allArrivals, allDead);
      }
    }

    @OnTimer("end")
    public void atTheEnd(
        @StateId("arrivals") ValueState<Long> arrivals,
        @StateId("deadLetters") ValueState<Long> deadLetters) {
      judge(orZero(arrivals.read()), orZero(deadLetters.read()));
    }

    private void judge(long arrivals, long deadLetters) {
      if (deadLetters > share * arrivals) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%,d of %,d arrivals are dead letters, more than failAbove %.4g%%:"
                    + " their reasons are in deadLetters",
                deadLetters,
                arrivals,
                share * 100));
      }
    }

    private static long orZero(@Nullable Long count) {
      return count == null ? 0 : count;
    }
  }
}
