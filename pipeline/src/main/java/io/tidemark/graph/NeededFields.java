package io.tidemark.graph;

import io.tidemark.decode.DeriveFields;
import io.tidemark.model.Schema;
import io.tidemark.spec.CheckSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells which decoded fields have a reader in the graph: an expression, a key, or the rows of an
 * event view. Late events are decoded again for their rows, and do not count.
 */
public final class NeededFields {
  private final PipelineSpec spec;
  private final Set<String> columns = new LinkedHashSet<>();

  private NeededFields(PipelineSpec spec) {
    this.spec = spec;
  }

  /** Their names, in the file's order; of the other fields no step reads the cells. */
  public static Set<String> of(PipelineSpec spec) {
    NeededFields needed = new NeededFields(spec);
    needed.beforeTheViews();
    spec.views().forEach(needed::view);
    Set<String> fields = new LinkedHashSet<>(spec.event().decodedSchema().names());
    fields.retainAll(needed.columns);
    return fields;
  }

  private void beforeTheViews() {
    columns.add(spec.event().time());
    for (DeriveFields.Derived derived : Expressions.derived(spec)) {
      columns.addAll(derived.expression().columns());
    }
    for (CheckSpec check : spec.checks()) {
      columns.addAll(Expressions.condition(check.expect(), spec.eventSchema()).columns());
    }
    spec.event().dedup().ifPresent(dedup -> columns.addAll(dedup.by()));
    spec.dimensions().stream()
        .flatMap(dimension -> dimension.key().stream())
        .map(DimensionSpec.KeyPart::eventColumn)
        .forEach(columns::add);
  }

  private void view(ViewSpec view) {
    Schema enriched = spec.enrichedSchema();
    view.where()
        .ifPresent(where -> columns.addAll(Expressions.condition(where, enriched).columns()));
    if (view.window().isEmpty()) {
      sources(Tables.columns(spec, view));
      return;
    }
    sources(view.groupBy());
    Expressions.measures(spec, view).forEach(measure -> columns.addAll(measure.columns()));
  }

  private void sources(Collection<ViewSpec.Column> named) {
    named.forEach(column -> columns.add(column.source()));
  }
}
