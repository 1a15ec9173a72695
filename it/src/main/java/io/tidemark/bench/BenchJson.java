package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark found, and of which machine, as a file. */
final class BenchJson {
  private BenchJson() {}

  static void write(Path file, String benchmark, BenchSettings settings, List<CostReport> reports)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", benchmark);
    json.put("at", Instant.now().toString());
    json.put("java", Runtime.version().toString());
    json.put("cores", Runtime.getRuntime().availableProcessors());
    json.put("events", settings.events());
    json.put("rounds", settings.rounds());
    json.put("tables", reports.stream().map(CostReport::toJson).toList());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }
}
