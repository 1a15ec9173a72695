package io.tidemark.sink;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Reads {@code partitionBy}: a column, {@code identity(x)}, {@code year(x)}, {@code month(x)},
 * {@code day(x)}, {@code hour(x)}, {@code bucket(16, x)}, {@code truncate(4, x)}, or with the
 * number in brackets: {@code bucket[16](x)}.
 */
final class PartitionTransforms {
  private static final Pattern CALL =
      Pattern.compile(
          "\\s*(\\w+)\\s*(?:\\[\\s*(\\d{1,9})\\s*])?\\s*"
              + "\\(\\s*(?:(\\d{1,9})\\s*,\\s*)?([^\\s,()]+)\\s*\\)\\s*");

  private PartitionTransforms() {}

  /** The spec; what does not fit is an IllegalArgumentException that says what and why. */
  static PartitionSpec parse(List<String> transforms, Schema schema) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
    for (String transform : transforms) {
      try {
        PartitionSpec.Builder alone = PartitionSpec.builderFor(schema);
        add(alone, transform, schema);
        alone.build();
        add(builder, transform, schema);
      } catch (ValidationException | IllegalArgumentException e) {
        throw new IllegalArgumentException("partitionBy: " + transform + ": " + e.getMessage(), e);
      }
    }
    try {
      return builder.build();
    } catch (ValidationException e) {
      throw new IllegalArgumentException("partitionBy: " + e.getMessage(), e);
    }
  }

  private static void add(PartitionSpec.Builder builder, String transform, Schema schema) {
    Matcher call = CALL.matcher(transform);
    if (!call.matches()) {
      builder.identity(column(transform.strip(), schema));
      return;
    }
    Optional<Integer> number =
        Optional.ofNullable(call.group(2) == null ? call.group(3) : call.group(2))
            .map(Integer::valueOf);
    String column = column(call.group(4), schema);
    switch (call.group(1)) {
      case "identity" -> builder.identity(column);
      case "year", "years" -> builder.year(column);
      case "month", "months" -> builder.month(column);
      case "day", "days" -> builder.day(column);
      case "hour", "hours" -> builder.hour(column);
      case "bucket" -> builder.bucket(column, positive(number, "bucket(16, " + column + ")"));
      case "truncate" -> builder.truncate(column, positive(number, "truncate(4, " + column + ")"));
      default ->
          throw new IllegalArgumentException(
              "no transform "
                  + call.group(1)
                  + ", expected identity, year, month, day, hour, bucket or truncate");
    }
  }

  private static String column(String name, Schema schema) {
    if (schema.findField(name) == null) {
      throw new IllegalArgumentException(
          "no column "
              + name
              + ", expected one of "
              + String.join(", ", schema.asStruct().fields().stream().map(f -> f.name()).toList()));
    }
    return name;
  }

  private static int positive(Optional<Integer> number, String example) {
    return number
        .filter(n -> n > 0)
        .orElseThrow(() -> new IllegalArgumentException("needs a number, as in " + example));
  }
}
