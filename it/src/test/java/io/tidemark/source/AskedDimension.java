package io.tidemark.source;

import io.tidemark.enrich.DimensionSource;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.KeyPart;
import io.tidemark.spec.Place;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a test asks of a dimension named geo, which is joined by the event's {@code ip}. */
record AskedDimension(
    DimensionSpec.From from,
    KeyPart key,
    List<Field> columns,
    boolean valid,
    Optional<String> where,
    Optional<String> updatedAt) {
  static final Schema EVENTS = Schema.of(Field.required("ip", Type.STRING));
  static final Place PLACE = new Place("web.yaml", 30, 3);

  /** Joined by {@code ip_address}, without a validity. */
  static AskedDimension of(DimensionSpec.From from, Field... columns) {
    return new AskedDimension(
        from,
        new KeyPart("ip", "ip_address", Optional.empty()),
        List.of(columns),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Valid from {@code valid_from} to {@code valid_to}. */
  AskedDimension withValidity() {
    return new AskedDimension(from, key, columns, true, where, updatedAt);
  }

  /** Joined by the range from {@code ip_from} to {@code ip_to}. */
  AskedDimension withRange() {
    KeyPart range = new KeyPart("ip", "ip_from", Optional.of("ip_to"));
    return new AskedDimension(from, range, columns, valid, where, updatedAt);
  }

  AskedDimension withWhere(String sql) {
    return new AskedDimension(from, key, columns, valid, Optional.of(sql), updatedAt);
  }

  AskedDimension withUpdatedAt(String column) {
    return new AskedDimension(from, key, columns, valid, where, Optional.of(column));
  }

  private DimensionSpec spec() {
    return new DimensionSpec(
        "geo",
        from,
        List.of(key),
        columns,
        valid ? Optional.of("valid_from") : Optional.empty(),
        valid ? Optional.of("valid_to") : Optional.empty(),
        where,
        updatedAt,
        updatedAt.map(column -> Duration.ofMinutes(1)),
        DimensionSpec.Freshness.LATEST,
        Optional.empty(),
        5_000_000,
        DimensionSpec.OnMiss.NULLS,
        PLACE);
  }

  DimensionSource source() {
    DimensionSpec spec = spec();
    return DimensionSources.of(spec, spec.of(EVENTS));
  }

  List<DimensionRow> rows() throws Exception {
    List<DimensionRow> rows = new ArrayList<>();
    source().read(null, rows::add);
    return rows;
  }

  List<SpecError> errors() throws UnreachableException {
    return DimensionCheck.errors(spec(), EVENTS);
  }

  static List<SpecError> error(String message) {
    return List.of(new SpecError(PLACE, message));
  }
}
