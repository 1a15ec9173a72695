package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.Span;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.OutputBuilder;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PreAggregateFnTest {
  private static final Span WINDOW = new Span(0, 10);

  private final Received received = new Received();

  /** {@code timestamp: key=events …} of what is put out amid a bundle. */
  private static final class Received implements OutputReceiver<KV<Integer, Partial>> {
    private final List<String> rows = new ArrayList<>();

    @Override
    public OutputBuilder<KV<Integer, Partial>> builder(KV<Integer, Partial> partial) {
      throw new AssertionError("without a timestamp of its own: " + partial);
    }

    @Override
    public void outputWithTimestamp(KV<Integer, Partial> partial, Instant timestamp) {
      StringBuilder row = new StringBuilder(timestamp.getMillis() + ":");
      partial.getValue().groups().stream()
          .map(group -> " " + group.getKey().get(0) + "=" + group.getValue().events())
          .sorted()
          .forEach(row::append);
      rows.add(row.toString());
    }
  }

  private static PreAggregateFn fn(int mostGroups, boolean awaited) throws ExpressionException {
    Measure hits = Measure.compile("hits", "COUNT(*)", Timeline.SCHEMA);
    PreAggregateFn fn = new PreAggregateFn(new int[] {0}, List.of(hits), 1, mostGroups, awaited);
    fn.start();
    return fn;
  }

  private static WindowedChunk chunk(boolean newest, String... hosts) {
    List<WindowedEvent> events =
        Stream.of(hosts)
            .map(host -> Timeline.event(1, 3, Event.BEFORE_ALL, host, 1L))
            .map(event -> new WindowedEvent(event, List.of(WINDOW)))
            .toList();
    return new WindowedChunk(events, newest);
  }

  @Test
  void whatIsAwaitedGoesOutWhenNothingMoreIsAtHand() throws ExpressionException {
    PreAggregateFn fn = fn(100, true);

    fn.process(chunk(false, "a", "b"), Instant.ofEpochMilli(5), received);
    fn.process(chunk(true, "a"), Instant.ofEpochMilli(7), received);
    fn.process(chunk(true, "c"), Instant.ofEpochMilli(9), received);

    assertEquals(List.of("5: a=2 b=1", "5: c=1"), received.rows);
  }

  @Test
  void whatIsNotAwaitedGoesOutAtTheEndOfTheBundle() throws ExpressionException {
    PreAggregateFn fn = fn(100, false);

    fn.process(chunk(true, "a", "b"), Instant.ofEpochMilli(5), received);

    assertEquals(List.of(), received.rows);
  }

  @Test
  void whenAsManyGroupsAreHeldAsMayBeAllGoOut() throws ExpressionException {
    PreAggregateFn fn = fn(2, false);

    fn.process(chunk(false, "a", "b", "a", "c", "c", "d", "e"), Instant.ofEpochMilli(5), received);

    assertEquals(List.of("5: a=1 b=1", "5: a=1 c=1", "5: c=1 d=1"), received.rows);
  }
}
