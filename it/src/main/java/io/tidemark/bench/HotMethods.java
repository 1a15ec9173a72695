package io.tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** The methods in which a flight recording found the Java threads most often, callees excluded. */
final class HotMethods {
  private static final int MOST = 15;

  private HotMethods() {}

  static void print(Path recording, PrintStream out) throws IOException {
    Map<String, Integer> samples = new HashMap<>();
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          RecordedMethod method = event.getStackTrace().getFrames().get(0).getMethod();
          samples.merge(method.getType().getName() + "." + method.getName(), 1, Integer::sum);
        }
      }
    }
    int all = samples.values().stream().mapToInt(Integer::intValue).sum();
    out.printf(Locale.ROOT, "%s: %,d samples%n", recording.getFileName(), all);
    samples.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST)
        .forEach(
            hot ->
                out.printf(
                    Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * hot.getValue() / all, hot.getKey()));
  }
}
