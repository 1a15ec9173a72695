package io.tidemark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void causeAtTheBottomIsWhatCounts() {
    Exception root = new IllegalStateException("geo has two rows for 10.0.0.1\nand more");

    assertEquals(
        "geo has two rows for 10.0.0.1",
        Failures.describe(new RuntimeException("outer", new RuntimeException(root))));
  }

  @Test
  void failureWithoutAMessageIsNamedByItsClass() {
    assertEquals(
        "NullPointerException",
        Failures.describe(new RuntimeException(new NullPointerException())));
  }

  @Test
  void stackTraceOfFlinkEndsInItsLastCause() {
    String trace =
        """
        org.apache.flink.runtime.JobException: Recovery is suppressed
        \tat org.apache.flink.Handler.handle(Handler.java:1)
        Caused by: java.lang.RuntimeException: wrapped
        \tat io.tidemark.X
        Caused by: java.lang.IllegalStateException: geo has two rows for 10.0.0.1
        \t... 3 more
        """;

    assertEquals("geo has two rows for 10.0.0.1", Failures.describe(trace));
  }
}
