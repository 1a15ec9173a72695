package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.junit.jupiter.api.Test;

class PartitionTransformsTest {
  private static final Schema EVENTS = IcebergRows.schema(SinkRows.EVENTS);

  private static PartitionSpec.Builder spec() {
    return PartitionSpec.builderFor(EVENTS);
  }

  @Test
  void everyTransformIsRead() {
    PartitionSpec parsed =
        PartitionTransforms.parse(
            List.of("day(event_time)", "bucket(16, host)", "truncate(4, source_partition)"),
            EVENTS);

    assertEquals(
        spec().day("event_time").bucket("host", 16).truncate("source_partition", 4).build(),
        parsed);
  }

  @Test
  void aBareColumnIsItsIdentity() {
    assertEquals(
        spec().identity("host").build(), PartitionTransforms.parse(List.of("host"), EVENTS));
    assertEquals(
        spec().identity("host").build(),
        PartitionTransforms.parse(List.of(" identity( host ) "), EVENTS));
  }

  @Test
  void theNumberMayStandInBrackets() {
    assertEquals(
        spec().bucket("host", 8).build(),
        PartitionTransforms.parse(List.of("bucket[8](host)"), EVENTS));
  }

  @Test
  void yearMonthAndHourAreRead() {
    assertEquals(
        spec().year("event_time").build(),
        PartitionTransforms.parse(List.of("year(event_time)"), EVENTS));
    assertEquals(
        spec().month("event_time").build(),
        PartitionTransforms.parse(List.of("months(event_time)"), EVENTS));
    assertEquals(
        spec().hour("event_time").build(),
        PartitionTransforms.parse(List.of("hour(event_time)"), EVENTS));
  }

  @Test
  void whatDoesNotFitSaysWhatWasExpected() {
    assertEquals(
        "partitionBy: day(when): no column when, expected one of event_time, host,"
            + " source_partition, source_offset",
        refusal("day(when)"));
    assertEquals(
        "partitionBy: week(event_time): no transform week, expected identity, year, month, day,"
            + " hour, bucket or truncate",
        refusal("week(event_time)"));
    assertEquals(
        "partitionBy: bucket(host): needs a number, as in bucket(16, host)",
        refusal("bucket(host)"));
    assertEquals(
        "partitionBy: day(host): Invalid source type string for transform: day",
        refusal("day(host)"));
  }

  private static String refusal(String transform) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> PartitionTransforms.parse(List.of(transform), EVENTS))
        .getMessage();
  }
}
