package io.tidemark.report;

import io.tidemark.graph.LastingHaving;
import io.tidemark.graph.Tables;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a spec may say, but may not be what its author wants; one line each. */
public final class Warnings {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final PipelineSpec spec;
  private final List<String> warnings = new ArrayList<>();

  private Warnings(PipelineSpec spec) {
    this.spec = spec;
  }

  public static List<String> of(PipelineSpec spec) {
    Warnings warnings = new Warnings(spec);
    warnings.look();
    return warnings.warnings;
  }

  private void look() {
    spec.dimensions().forEach(this::look);
    for (DimensionSpec dimension : spec.unusedDimensions()) {
      warnings.add("dimension " + dimension.name() + " is used by no view: it is not read");
    }
    if (spec.history().isEmpty() && spec.source() instanceof SourceSpec.Kafka) {
      warnings.add("no history: batch modes replay the topic, without its tide table: inexact");
    }
    if (spec.event().dedup().isPresent()) {
      warnings.add(
          "event.dedup finds copies in one source partition: copies in different ones cannot be told"
              + " apart (which came first depends on timing), so key the topic by what tells events"
              + " apart");
    }
    spec.views().forEach(this::look);
  }

  private void look(DimensionSpec dimension) {
    String name = "dimensions." + dimension.name();
    if (dimension.validFrom().isEmpty()) {
      warnings.add(
          name + " has no validFrom: it has one version, and replays may differ when rows change");
    }
    if (dimension.refreshEvery().isEmpty()) {
      warnings.add(
          name + " has no refreshEvery: a stream reads it once, at its start, and no change after");
    } else if (dimension.freshness() == DimensionSpec.Freshness.LATEST) {
      warnings.add(
          name
              + " has freshness: latest: events newer than the last read may see a version too"
              + " early, up to "
              + Description.text(dimension.refreshEvery().get())
              + "; freshness: wait makes it exact");
    }
  }

  /** An alert that is not the final value alone: it goes out, and is not called back everywhere. */
  private static boolean dependsOnTiming(ViewSpec view) {
    boolean early = view.emit().early().isPresent() && view.sink() instanceof SinkSpec.Kafka;
    return view.having().isPresent() && (early || view.once().isPresent());
  }

  private void look(ViewSpec view) {
    String name = "views." + view.name();
    if (view.window().isEmpty()
        && view.sink() instanceof SinkSpec.Iceberg
        && Tables.of(spec, view).timeColumn().isEmpty()) {
      warnings.add(
          name
              + " leaves out "
              + spec.event().time()
              + ": a batch run replaces its rows by position, not by slice");
    }
    if (view.emit().late().isPresent() && view.allowedLateness().isZero()) {
      warnings.add(name + ".emit.late does nothing: allowedLateness is 0s, so no LATE pane comes");
    }
    if (dependsOnTiming(view) && !LastingHaving.of(spec, view)) {
      warnings.add(
          name
              + (view.once().isPresent() ? " alerts once" : " alerts by EARLY panes")
              + " while its having may become false again"
              + (view.gap().isPresent() ? " or its sessions grow" : "")
              + ": the alerted keys and windows may differ from one mode or run to the next");
    }
    if (view.window().orElse(null) instanceof ViewSpec.Sessions sessions) {
      long maxLength = sessions.maxLength().toMillis();
      if (DAY % maxLength != 0 && maxLength % DAY != 0) {
        warnings.add(
            name
                + " cuts its sessions every "
                + Description.text(sessions.maxLength())
                + " since 1970, which does not divide a day: at other hours each day");
      }
    }
  }
}
