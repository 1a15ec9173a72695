package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QuantityTest {

  @Test
  void durationsAreAWholeNumberOfOneUnit() {
    assertEquals(Optional.of(Duration.ofMillis(500)), Quantity.duration("500ms"));
    assertEquals(Optional.of(Duration.ofSeconds(15)), Quantity.duration("15s"));
    assertEquals(Optional.of(Duration.ofMinutes(10)), Quantity.duration("10m"));
    assertEquals(Optional.of(Duration.ofHours(1)), Quantity.duration("1h"));
    assertEquals(Optional.of(Duration.ofDays(1)), Quantity.duration("1d"));
    assertEquals(Optional.of(Duration.ZERO), Quantity.duration("0s"));
    for (String text : List.of("", "15", "s", "1.5s", "-1s", "1h30m", "1 h", "1w", "9999999999d")) {
      assertEquals(Optional.empty(), Quantity.duration(text), text);
    }
  }

  @Test
  void sizesCountIn1024s() {
    assertEquals(Optional.of(134_217_728L), Quantity.size("128MB"));
    assertEquals(Optional.of(1_073_741_824L), Quantity.size("1GB"));
    assertEquals(Optional.of(512L), Quantity.size("512B"));
    for (String text : List.of("", "128", "128 MB", "128mb", "1.5GB", "-1MB")) {
      assertEquals(Optional.empty(), Quantity.size(text), text);
    }
  }

  @Test
  void sharesGoFrom0To100Percent() {
    assertEquals(Optional.of(0.5), Quantity.share("50%"));
    assertEquals(Optional.of(0.001), Quantity.share("0.1%"));
    assertEquals(Optional.of(1.0), Quantity.share("100%"));
    for (String text : List.of("", "50", "0.5", "101%", "-1%", "% 5")) {
      assertEquals(Optional.empty(), Quantity.share(text), text);
    }
  }

  @Test
  void aNumberWithALeadingZeroIsAText() {
    assertEquals(Optional.of(0L), Quantity.whole("0"));
    assertEquals(Optional.of(-12L), Quantity.whole("-12"));
    for (String text : List.of("0123", "1e3", "0x1F", "1_000", "+1", "", "1234567890123456789")) {
      assertEquals(Optional.empty(), Quantity.whole(text), text);
    }
  }
}
