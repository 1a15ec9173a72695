package io.tidemark.report;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A cell as a person reads and writes it. */
final class CellText {
  private CellText() {}

  static String of(@Nullable Object cell) {
    if (cell == null) {
      return "null";
    }
    if (cell instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (cell instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (cell instanceof List<?> elements) {
      return elements.stream().map(CellText::of).collect(Collectors.joining(", ", "[", "]"));
    }
    return cell.toString();
  }
}
