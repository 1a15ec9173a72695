package io.tidemark.spec;

import io.tidemark.model.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One pipeline, as its file describes it: checked, defaults filled in, references to connections
 * resolved. What it names exists: fields, dimensions and expressions were checked against the
 * schema.
 *
 * @param path the file it was read from
 * @param connections by name, in the file's order
 * @param history where batch modes read; empty: the source itself
 * @param checks in the file's order, as are {@code dimensions} and {@code views}
 * @param dimensions those that something uses, see {@link UsedDimensions}
 * @param unusedDimensions the others: they are not read
 */
public record PipelineSpec(
    String path,
    String name,
    Map<String, ConnectionSpec> connections,
    SourceSpec source,
    Optional<SourceSpec> history,
    EventSpec event,
    List<CheckSpec> checks,
    List<DimensionSpec> dimensions,
    List<DimensionSpec> unusedDimensions,
    List<ViewSpec> views,
    Optional<SinkSpec> lateEvents,
    DeadLetterSpec deadLetters,
    Optional<LedgerSpec> ledger) {

  /** The event's fields, then the derived ones: what a check sees. */
  public Schema eventSchema() {
    return event.schema();
  }

  /**
   * {@link #eventSchema}, then the columns of the dimensions that are used, as {@code
   * dimension.column}.
   */
  public Schema enrichedSchema() {
    return enrichedBy(dimensions);
  }

  /** {@link #enrichedSchema}, then the columns of the dimensions that are not used. */
  public Schema declaredSchema() {
    return enrichedBy(declaredDimensions());
  }

  private Schema enrichedBy(List<DimensionSpec> joined) {
    Schema schema = eventSchema();
    for (DimensionSpec dimension : joined) {
      schema = schema.with(dimension.enrichedFields());
    }
    return schema;
  }

  /** Those that are used, then the others. */
  public List<DimensionSpec> declaredDimensions() {
    return Stream.concat(dimensions.stream(), unusedDimensions.stream()).toList();
  }

  /** The view of that name; there must be one. */
  public ViewSpec view(String name) {
    return views.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no view " + name));
  }
}
