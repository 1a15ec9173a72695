package io.tidemark.window;

import static io.tidemark.fixture.Timeline.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Runs timelines through a view and compares its panes and late events with what is expected. */
abstract class LatenessTest {
  abstract PipelineOptions options();

  abstract HitsByHost view();

  final void assertView(Timeline timeline, List<String> panes, List<String> late) {
    assertView(timeline, view(), panes, late);
  }

  final void assertView(Timeline timeline, HitsByHost view, List<String> panes, List<String> late) {
    TestPipeline pipeline = pipeline();
    HitsByHost.Rows rows = pipeline.apply("ReadTimeline", timeline.end()).apply("View", view);
    PAssert.that(rows.panes()).containsInAnyOrder(panes);
    PAssert.that(
            rows.late()
                .apply(
                    "ShowLate",
                    MapElements.into(TypeDescriptors.strings()).via(LatenessTest::show)))
        .containsInAnyOrder(late);

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  final TestPipeline pipeline() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
  }

  private static String show(LateEvent late) {
    Event event = late.event();
    return "views.%s %s [%s, %s) at %s tidemark %s"
        .formatted(
            late.view(),
            event.cells().get(0),
            text(late.windowStart()),
            text(late.windowEnd()),
            text(event.time()),
            text(event.tidemark()));
  }
}
