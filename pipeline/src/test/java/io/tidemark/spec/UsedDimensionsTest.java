package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A dimension is used by what names it, and by the key of one that is used. */
final class UsedDimensionsTest {
  private static final String SPEC =
      """
      pipeline: small
      source: {files: "data/*.jsonl"}
      event: {format: json, fields: {at: timestamp, shop: string, n: long}, time: at}
      dimensions:
        shops: {from: {files: shops.csv}, key: {shop: id}, columns: [city]}
        cities: {from: {files: cities.csv}, key: {shops.city: name}, columns: [country]}
        owners: {from: {files: owners.csv}, key: {shop: id}, columns: [owner]}
        ranks: {from: {files: ranks.csv}, key: {owners.owner: owner}, columns: [rank]}
      views:
        totals:
          window: {fixed: 5m}
          groupBy: [shop]
          measures: {n: "COUNT(*)"}
          sink: {files: totals}
      lateEvents: discard
      deadLetters: discard
      """;

  private static void assertUsed(List<String> used, SpecFile file) throws SpecException {
    PipelineSpec spec = file.parse();
    assertEquals(used, spec.dimensions().stream().map(DimensionSpec::name).toList());
    assertEquals(4 - used.size(), spec.unusedDimensions().size());
  }

  private static SpecFile with(String old, String replacement) {
    return SpecFile.of(SPEC).with(old, replacement);
  }

  @Test
  void whatNothingNamesIsNotUsed() throws SpecException {
    PipelineSpec spec = SpecFile.of(SPEC).parse();

    assertEquals(List.of(), spec.dimensions());
    assertEquals(spec.eventSchema(), spec.enrichedSchema());
    assertEquals(
        List.of("shops", "cities", "owners", "ranks"),
        spec.declaredDimensions().stream().map(DimensionSpec::name).toList());
  }

  @Test
  void everyPlaceOfAViewThatNamesAColumnUsesItsDimension() throws SpecException {
    assertUsed(List.of("shops"), with("groupBy: [shop]", "groupBy: {town: shops.city}"));
    assertUsed(List.of("shops"), with("groupBy: [shop]", "where: \"shops.city = 'Rome'\""));
    assertUsed(List.of("shops"), with("COUNT(*)", "COUNT(*) FILTER (WHERE shops.city = 'Rome')"));
    assertUsed(List.of("owners"), with("COUNT(*)", "APPROX_COUNT_DISTINCT(owners.owner)"));
    assertUsed(List.of("owners"), with("COUNT(*)", "MAX(owners.loaded_at)"));
  }

  @Test
  void aTextThatLooksLikeAColumnUsesNothing() throws SpecException {
    assertUsed(List.of(), with("groupBy: [shop]", "where: \"shop <> 'shops.city'\""));
  }

  @Test
  void theKeyOfAUsedOneUsesWhatItNames() throws SpecException {
    assertUsed(List.of("shops", "cities"), with("[shop]", "[cities.country]"));
    assertUsed(
        List.of("shops", "cities", "owners", "ranks"),
        with("[shop]", "[cities.country, ranks.rank]"));
  }

  @Test
  void rowsOfEveryColumnUseEveryDimension() throws SpecException {
    assertUsed(
        List.of("shops", "cities", "owners", "ranks"),
        with("views:\n", "views:\n  all: {sink: {files: all}}\n"));
    assertUsed(
        List.of("shops"),
        with("views:\n", "views:\n  all: {select: [at, shops.city], sink: {files: all}}\n"));
  }

  @Test
  void oneThatMayRefuseEventsIsUsed() throws SpecException {
    assertUsed(
        List.of("owners", "ranks"), with("columns: [rank]", "columns: [rank], onMiss: deadLetter"));
  }
}
