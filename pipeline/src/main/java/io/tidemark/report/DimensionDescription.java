package io.tidemark.report;

import io.tidemark.source.LoadedDimension;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import io.tidemark.spec.DimensionSpec.KeyPart;
import io.tidemark.spec.PipelineSpec;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A dimension in words: how events find its rows, when they are valid, and when they are read. */
public final class DimensionDescription {
  private static final long KILOBYTE = 1_000;
  private static final long MEGABYTE = 1_000_000;

  private DimensionDescription() {}

  static List<String> of(PipelineSpec spec, DimensionSpec dimension) {
    String indent = "             ";
    return List.of(
        "join       %s on %s, as of %s"
            .formatted(
                dimension.name(),
                dimension.key().stream()
                    .map(DimensionDescription::part)
                    .collect(Collectors.joining(", ")),
                spec.event().time()),
        indent
            + "columns "
            + dimension.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", ")),
        indent + validity(dimension),
        indent + source(dimension) + ", maxRows " + dimension.maxRows(),
        indent + reads(dimension),
        indent
            + "freshness "
            + dimension.freshness().name().toLowerCase(Locale.ROOT)
            + ", onMiss "
            + (dimension.onMiss() == DimensionSpec.OnMiss.NULLS ? "nulls" : "deadLetter"));
  }

  /** How large it is, loaded. */
  public static String size(LoadedDimension loaded) {
    long unit = loaded.bytes() < MEGABYTE ? KILOBYTE : MEGABYTE;
    return String.format(
        Locale.ROOT,
        "dimension %s: %,d %s, %,d %s, about %,d %s",
        loaded.name(),
        loaded.keys(),
        loaded.keys() == 1 ? "key" : "keys",
        loaded.versions(),
        loaded.versions() == 1 ? "version" : "versions",
        (loaded.bytes() + unit - 1) / unit,
        unit == KILOBYTE ? "kB" : "MB");
  }

  private static String part(KeyPart part) {
    return part.upperDimensionColumn()
        .map(to -> "%s between %s and %s".formatted(part.eventColumn(), part.dimensionColumn(), to))
        .orElse(part.eventColumn() + " = " + part.dimensionColumn());
  }

  private static String validity(DimensionSpec dimension) {
    return dimension
        .validFrom()
        .map(
            from ->
                "valid from %s until %sthe next version"
                    .formatted(from, dimension.validTo().map(to -> to + ", or ").orElse("")))
        .orElse("one version of each row, valid at all times");
  }

  private static String source(DimensionSpec dimension) {
    String where = dimension.where().map(sql -> " where " + sql).orElse("");
    if (dimension.from() instanceof FromPostgres postgres) {
      String rows = postgres.table().orElseGet(() -> "query " + postgres.query().orElseThrow());
      return ("from postgres " + rows + where).strip().replaceAll("\\s+", " ");
    }
    if (dimension.from() instanceof FromFiles files) {
      return "from files " + files.glob() + where;
    }
    return "from iceberg " + ((FromIceberg) dimension.from()).table() + where;
  }

  private static String reads(DimensionSpec dimension) {
    if (dimension.refreshEvery().isEmpty()) {
      return "read once, when a run starts";
    }
    return "a stream reads "
        + dimension.updatedAt().map(c -> "what changed, by " + c + ",").orElse("it")
        + " every "
        + Description.text(dimension.refreshEvery().get())
        + dimension
            .maxAge()
            .map(age -> ", and fails when the last read is older than " + Description.text(age))
            .orElse("");
  }
}
