package io.tidemark.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.ChunkCoder;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which dimensions the graph joins, and what the events have after each. */
class JoinedDimensionsTest {
  private static final String SPEC =
      """
      pipeline: small
      source: {files: "data/*.jsonl"}
      event: {format: json, fields: {at: timestamp, shop: string}, time: at}
      dimensions:
        owners: {from: {files: nowhere.csv}, key: {shop: id}, columns: [owner]}
        shops: {from: {files: shops.csv}, key: {shop: id}, columns: [city]}
        cities:
          from: {files: cities.csv}
          key: {shops.city: name}
          columns: [country]
          refreshEvery: 1m
          freshness: wait
      views:
        hits:
          window: {fixed: 5m}
          groupBy: [cities.country]
          measures: {hits: "COUNT(*)"}
          sink: {files: hits}
      lateEvents: discard
      deadLetters: discard
      """;

  @TempDir Path directory;

  /** The columns of the events after each step that joins, by the step's name. */
  private Map<String, List<String>> joins(String text) throws Exception {
    PipelineSpec spec =
        SpecParser.parse(Files.writeString(directory.resolve("small.yaml"), text), Map.of());
    Plan plan = new Plan(Optional.empty(), false, false, "resume", 0, 4);
    Pipeline pipeline = Pipeline.create();
    Graph.build(pipeline, spec, plan, LiveInputs.of(spec, plan), Outputs.of(spec, plan));
    Map<String, List<String>> joins = new LinkedHashMap<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void leaveCompositeTransform(TransformHierarchy.Node node) {
            if (node.getFullName().startsWith("Join_") && !node.getFullName().contains("/")) {
              PCollection<?> joined = (PCollection<?>) node.getOutputs().values().iterator().next();
              joins.put(node.getFullName(), ((ChunkCoder) joined.getCoder()).schema().names());
            }
          }
        });
    return joins;
  }

  @Test
  void onlyTheUsedOnesAreJoinedEachAfterWhatItsKeyNames() throws Exception {
    Map<String, List<String>> joins = joins(SPEC);

    assertEquals(List.of("Join_shops", "Join_cities"), List.copyOf(joins.keySet()));
    assertEquals(List.of("at", "shop", "shops.city", "shops.loaded_at"), joins.get("Join_shops"));
  }

  @Test
  void whoWaitsNeedNotSayWhatItSaw() throws Exception {
    Map<String, List<String>> joins = joins(SPEC);

    assertEquals(
        List.of("at", "shop", "shops.city", "shops.loaded_at", "cities.country"),
        joins.get("Join_cities"));
  }

  @Test
  void rowsOfEveryColumnHaveThoseOfEveryDimension() throws Exception {
    Map<String, List<String>> joins =
        joins(SPEC.replace("views:\n", "views:\n  all: {sink: {files: all}}\n"));

    assertEquals(List.of("Join_owners", "Join_shops", "Join_cities"), List.copyOf(joins.keySet()));
    assertEquals(
        List.of(
            "at",
            "shop",
            "owners.owner",
            "owners.loaded_at",
            "shops.city",
            "shops.loaded_at",
            "cities.country"),
        joins.get("Join_cities"));
  }
}
