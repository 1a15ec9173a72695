package io.tidemark.window;

import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Brings rows of any window back to the global one with the default trigger: what sinks take. Each
 * row goes on at once, with its timestamp; nothing is late there.
 */
public final class IntoGlobalWindow<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private IntoGlobalWindow() {}

  public static <T> IntoGlobalWindow<T> create() {
    return new IntoGlobalWindow<>();
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    return input.apply(
        "AssignGlobalWindow",
        Window.<T>into(new GlobalWindows())
            .triggering(DefaultTrigger.of())
            .withAllowedLateness(Duration.ZERO)
            .discardingFiredPanes());
  }
}
