package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.sink.Sink;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake in other catalogs than Hadoop's: streamed rows, and a slice that is replaced. */
class CatalogsIT {
  @TempDir Path warehouse;

  private static void assertWritesAndReplaces(Map<String, String> properties) throws Exception {
    Sink sink =
        Sink.of(
            new SinkSpec.Iceberg(
                new ConnectionSpec.Iceberg("lake", properties),
                "web.hits",
                List.of("hour(window_end)"),
                128L << 20,
                Optional.empty(),
                Map.of(),
                SinkRun.PLACE),
            SinkRun.HITS,
            "web");
    SinkRun.launch(sink);

    SinkRun.stream(
        sink,
        SinkRun.HITS,
        SinkRun.pane("h", -5, 1L, "ON_TIME", 7, 1),
        SinkRun.pane("h", 0, 2L, "ON_TIME", 7, 2));
    assertEquals(List.of(1L, 2L), hits(properties));
    SinkRun.batch(sink, SinkRun.HITS, SinkRun.pane("h", 0, 3L, "ON_TIME", 9, 3));

    assertEquals(List.of(1L, 3L), hits(properties));
  }

  private static List<Long> hits(Map<String, String> properties) throws Exception {
    Catalog catalog = CatalogUtil.buildIcebergCatalog("lake", properties, new Configuration());
    Table table = catalog.loadTable(TableIdentifier.of("web", "hits"));
    List<Long> hits = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> hits.add((Long) row.getField("hits")));
    }
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
    return hits.stream().sorted().toList();
  }

  private Map<String, String> inPostgres(String database) {
    PostgresDatabase postgres = SharedFixtures.postgres().fresh(database);
    return Map.of(
        "type",
        "jdbc",
        "uri",
        postgres.jdbcUrl(),
        "jdbc.user",
        postgres.user(),
        "jdbc.password",
        postgres.password(),
        "warehouse",
        warehouse.toUri().toString());
  }

  @Test
  void aCatalogInADatabase() throws Exception {
    assertWritesAndReplaces(inPostgres("catalog"));
  }

  @Test
  void aCatalogBehindRest() throws Exception {
    Catalog backing =
        CatalogUtil.buildIcebergCatalog("backing", inPostgres("rest"), new Configuration());
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("localhost");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(backing))), "/*");
    server.setHandler(context);
    server.start();
    try {
      assertWritesAndReplaces(
          Map.of("type", "rest", "uri", "http://localhost:" + connector.getLocalPort()));
    } finally {
      server.stop();
    }
  }
}
