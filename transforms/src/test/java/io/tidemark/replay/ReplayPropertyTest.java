package io.tidemark.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.SiftedEvents;
import io.tidemark.fixture.Timeline;
import io.tidemark.fixture.UnpackChunks;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.quality.DropDuplicates;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Whatever the arrivals, the turns of their partitions and the bundles: final values, late events
 * and duplicates are those of {@link ReplayOracle}, arrivals are conserved, and the runner drops
 * nothing.
 */
abstract class ReplayPropertyTest {

  static void assertReplays(
      long seed, PTransform<PBegin, PCollection<Chunk>> source, PipelineOptions options) {
    ReplayOracle oracle = new ReplayOracle(RandomArrivals.of(seed).chunks());
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    PCollection<Chunk> deduplicated =
        pipeline
            .apply("Read", source)
            .apply(
                "Dedup", DropDuplicates.of(new int[] {0}, Duration.ofMillis(ReplayOracle.WITHIN)));
    SiftedEvents sifted = deduplicated.apply("Unpack", UnpackChunks.create());
    ThreeViews views = ThreeViews.over(deduplicated);
    PAssert.that(views.panes()).satisfies(new FinalValues(seed, oracle));
    PAssert.that(views.late()).containsInAnyOrder(oracle.late());
    PAssert.that(
            deduplicated.apply(
                "Duplicates",
                FlatMapElements.into(TypeDescriptors.strings())
                    .via(
                        chunk ->
                            chunk.duplicates().stream()
                                .map(e -> e.position().toString())
                                .toList())))
        .containsInAnyOrder(oracle.duplicates());
    PAssert.that(
            sifted
                .events()
                .apply(
                    "Kept",
                    MapElements.into(TypeDescriptors.strings())
                        .via(event -> event.position().toString())))
        .containsInAnyOrder(oracle.kept());
    PAssert.that(
            sifted
                .deadLetters()
                .apply(
                    "DeadLetters",
                    MapElements.into(TypeDescriptors.strings())
                        .via(letter -> letter.arrival().position().toString())))
        .containsInAnyOrder(oracle.deadLetters());

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  /** The same arrivals through Beam's own windows, with nothing that keeps late ones from them. */
  static void assertBeamsOwnWindowsDrop(long seed, PipelineOptions options) {
    RandomArrivals arrivals = RandomArrivals.of(seed);
    TestStream<Chunk> stream = arrivals.stream();
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    pipeline
        .apply("Read", stream)
        .apply("Unpack", UnpackChunks.create())
        .events()
        .apply("AtEventTime", Timeline.atEventTime())
        .apply(
            "Host",
            MapElements.into(TypeDescriptors.strings())
                .via((Event event) -> String.valueOf(event.cells().get(1))))
        .apply(
            "Window",
            Window.<String>into(FixedWindows.of(org.joda.time.Duration.millis(ReplayOracle.FIXED)))
                .withAllowedLateness(org.joda.time.Duration.millis(ReplayOracle.FIXED_LATENESS))
                .accumulatingFiredPanes())
        .apply("Count", Count.perElement());

    PipelineResult result = pipeline.run();

    assertEquals(Map.of("droppedduetolateness", arrivals.behind()), DropCounters.of(result));
  }

  /** Of each window the pane of the highest revision, then kind, unless it is a retraction. */
  private static final class FinalValues implements SerializableFunction<Iterable<String>, Void> {
    private static final List<String> AGES = List.of("EARLY", "ON_TIME", "LATE", "RETRACTED");

    private final long seed;
    private final TreeMap<String, String> expected;
    private final int accepted;

    FinalValues(long seed, ReplayOracle oracle) {
      this.seed = seed;
      this.expected = new TreeMap<>(oracle.values());
      this.accepted = oracle.accepted();
    }

    @Override
    public Void apply(Iterable<String> panes) {
      Map<String, String[]> last = new TreeMap<>();
      Set<String> onTime = new HashSet<>();
      for (String pane : panes) {
        String[] parts = pane.split("\\|", 3);
        last.merge(parts[0], parts, (a, b) -> age(a) > age(b) ? a : b);
        if (parts[1].equals("ON_TIME")) {
          assertEquals(true, onTime.add(parts[0]), "one pane on time, seed " + seed + ": " + pane);
        }
      }
      Map<String, String> actual = new TreeMap<>();
      long events = 0;
      for (Map.Entry<String, String[]> entry : last.entrySet()) {
        if (!entry.getValue()[1].equals("RETRACTED")) {
          actual.put(entry.getKey(), entry.getValue()[2]);
          events += revision(entry.getValue());
        }
      }
      assertEquals(text(expected), text(actual), "final values, seed " + seed);
      assertEquals(accepted, events, "accepted, seed " + seed);
      return null;
    }

    private static long age(String[] pane) {
      return revision(pane) * AGES.size() + AGES.indexOf(pane[1]);
    }

    private static long revision(String[] pane) {
      return Long.parseLong(pane[2].substring(0, pane[2].indexOf(' ')));
    }

    private static String text(Map<String, String> values) {
      return String.join(
          "\n", List.copyOf(values.entrySet()).stream().map(Object::toString).toList());
    }
  }
}
