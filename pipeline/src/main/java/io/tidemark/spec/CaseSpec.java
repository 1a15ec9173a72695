package io.tidemark.spec;

import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One case of a case file: what arrives, and what the outputs must hold after it.
 *
 * @param name no other case of the file has it
 * @param dimensions by name, the rows as JSON objects; a dimension that is not there is empty
 * @param timeline in the order in which it happens
 * @param expect by the output's name; outputs that are not there are not compared
 */
public record CaseSpec(
    String name,
    Map<String, List<String>> dimensions,
    List<CaseStep> timeline,
    Map<String, List<ExpectedRow>> expect,
    Place place) {

  /**
   * A row that an output must hold.
   *
   * @param cells by column, in the file's order; numbers are {@link java.math.BigDecimal}s, other
   *     values as {@link io.tidemark.model.Type} holds them; columns that are not there are not
   *     compared
   */
  public record ExpectedRow(Map<String, @Nullable Object> cells, Place place) {}
}
