package io.tidemark.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.common.collect.Lists;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.Position;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.WrittenRows;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Batch runs of a view of sessions, over slices that are no multiples of {@code maxLength}: each
 * session, and each late event, is in the one slice in which it ends; and so is an event's own part
 * of a session, by which the ledger counts.
 */
class SessionSliceTest {
  private static final String SPEC =
      """
      pipeline: web
      source: {files: "data/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, host: string}
        time: at
      views:
        visits:
          window: {sessions: {gap: 5m, maxLength: 1h}}
          allowedLateness: 10m
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {files: visits}
      lateEvents: discard
      deadLetters: discard
      """;
  private static final Instant MIDNIGHT = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration GAP = Duration.ofMinutes(5);
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final Duration SLICE = Duration.ofMinutes(25);

  @Test
  void everySessionAndEveryLateEventIsInTheSliceInWhichItEnds(@TempDir Path directory)
      throws Exception {
    PipelineSpec spec =
        SpecParser.parse(Files.writeString(directory.resolve("web.yaml"), SPEC), Map.of());
    List<Event> events = events();
    Map<Instant, List<String>> rows = sessions(events);
    Map<Instant, List<String>> late = late(events);
    assertNotEquals(Map.of(), late);

    for (int i = 0; i < 12; i++) {
      Instant from = MIDNIGHT.plus(SLICE.multipliedBy(i));
      Slice slice = new Slice(from, from.plus(SLICE));

      assertSlice(spec, slice, events, in(slice, rows), in(slice, late));
    }
  }

  private static void assertSlice(
      PipelineSpec spec, Slice slice, List<Event> events, List<String> rows, List<String> late) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    Plan plan = new Plan(Optional.of(slice), false, false, "resume", 7, 4);
    PCollection<Chunk> read =
        pipeline.apply(
            "Read", Create.of(chunks(events)).withCoder(ChunkCoder.of(spec.enrichedSchema())));
    List<PCollection<LateEvent>> lateEvents = new ArrayList<>();

    LedgerTaps ledger = new LedgerTaps(plan, Optional.empty());
    new ViewGraph(spec, plan, spec.view("visits"), ledger)
        .rows(read, lateEvents)
        .apply("Write", new Expecting(rows).write());

    assertEquals(1, lateEvents.size());
    PAssert.that(
            slice.toString(),
            lateEvents
                .get(0)
                .apply("Show", MapElements.into(TypeDescriptors.strings()).via(e -> show(e))))
        .containsInAnyOrder(late);

    PipelineResult result = pipeline.run();

    long kept =
        events.stream()
            .filter(e -> slice.holdsWindowEnd(Instant.ofEpochMilli(e.time()).plus(GAP)))
            .count();
    assertEquals(kept, counted(result, LedgerTerm.KEPT));
    assertEquals(late.size(), counted(result, LedgerTerm.TOO_LATE));
    assertEquals(kept - late.size(), counted(result, LedgerTerm.ACCEPTED));
  }

  private static List<Chunk> chunks(List<Event> events) {
    List<Chunk> chunks = new ArrayList<>();
    for (List<Event> some : Lists.partition(events, 7)) {
      chunks.add(Chunk.of("visits", chunks.size(), some, List.of()));
    }
    return chunks;
  }

  private static long counted(PipelineResult result, LedgerTerm term) {
    long sum = 0;
    MetricsFilter all = MetricsFilter.builder().build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(all).getCounters()) {
      if (counter.getName().getName().equals(term.counter("visits"))) {
        sum += counter.getAttempted();
      }
    }
    return sum;
  }

  /** From midnight to 4 in the morning; a third of them comes too late. */
  private static List<Event> events() {
    Random random = new Random(11);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long time = MIDNIGHT.toEpochMilli() + random.nextInt(4 * 60 * 60) * 1000L;
      long tidemark = time + (random.nextInt(23) - 1) * 60_000L;
      Arrival arrival =
          new Arrival(new byte[0], null, List.of(), null, new Position("p", i), tidemark);
      Cells cells = Cells.of(Instant.ofEpochMilli(time), "h" + random.nextInt(5));
      events.add(new Event(cells, time, tidemark, arrival));
    }
    return events;
  }

  /** The rows by the end of their session: a session begins after each gap and at each hour. */
  private static Map<Instant, List<String>> sessions(List<Event> events) {
    Map<String, TreeMap<Long, Long>> times = new TreeMap<>();
    for (Event event : events) {
      if (!isLate(event)) {
        times
            .computeIfAbsent(String.valueOf(event.cells().get(1)), h -> new TreeMap<>())
            .merge(event.time(), 1L, Long::sum);
      }
    }
    Map<Instant, List<String>> rows = new TreeMap<>();
    times.forEach(
        (host, counts) -> {
          long start = counts.firstKey();
          long hits = 0;
          for (long time : new TreeSet<>(counts.keySet())) {
            hits += counts.get(time);
            long hour = Duration.ofHours(1).toMillis();
            long end = Math.min(time + GAP.toMillis(), (start / hour + 1) * hour);
            Long next = counts.higherKey(time);
            if (next == null || next >= end) {
              Instant ends = Instant.ofEpochMilli(end);
              rows.computeIfAbsent(ends, e -> new ArrayList<>())
                  .add(host + " " + Instant.ofEpochMilli(start) + " " + ends + " " + hits);
              start = next == null ? 0 : next;
              hits = 0;
            }
          }
        });
    return rows;
  }

  private static Map<Instant, List<String>> late(List<Event> events) {
    Map<Instant, List<String>> late = new TreeMap<>();
    for (Event event : events) {
      if (isLate(event)) {
        Instant end = Instant.ofEpochMilli(event.time()).plus(GAP);
        late.computeIfAbsent(end, e -> new ArrayList<>())
            .add(event.position().offset() + " ends " + end);
      }
    }
    return late;
  }

  private static boolean isLate(Event event) {
    return event.time() + GAP.plus(LATENESS).toMillis() <= event.tidemark();
  }

  private static List<String> in(Slice slice, Map<Instant, List<String>> byEnd) {
    return byEnd.entrySet().stream()
        .filter(e -> e.getKey().isAfter(slice.from()) && !e.getKey().isAfter(slice.to()))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }

  private static String show(LateEvent late) {
    return late.event().position().offset() + " ends " + Instant.ofEpochMilli(late.windowEnd());
  }

  /** A sink that asserts which rows come: host, start, end, hits. */
  private record Expecting(List<String> rows) implements Sink {
    @Override
    public void check() {}

    @Override
    public void create() {}

    @Override
    public void stage() {}

    @Override
    public void publish(Slice slice) {}

    @Override
    public PTransform<PCollection<Cells>, WrittenRows> write() {
      List<String> expected = rows;
      return new PTransform<>() {
        @Override
        public WrittenRows expand(PCollection<Cells> written) {
          PAssert.that(
                  written.apply(
                      "ShowRow",
                      MapElements.into(TypeDescriptors.strings())
                          .via(
                              row ->
                                  row.get(0)
                                      + " "
                                      + row.get(1)
                                      + " "
                                      + row.get(2)
                                      + " "
                                      + row.get(3))))
              .containsInAnyOrder(expected);
          return WrittenRows.all(written.getPipeline());
        }
      };
    }
  }
}
