package io.tidemark.source;

import io.tidemark.spec.ConnectionSpec;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** A table of an Iceberg catalog that is read. */
final class HistoryTable implements Closeable {
  private final Catalog catalog;
  private final TableIdentifier name;

  private HistoryTable(Catalog catalog, TableIdentifier name) {
    this.catalog = catalog;
    this.name = name;
  }

  /** Opens the catalog, which is named as the connection is. */
  static HistoryTable open(ConnectionSpec.Iceberg connection, String table) {
    return new HistoryTable(
        CatalogUtil.buildIcebergCatalog(
            connection.name(), new HashMap<>(connection.catalog()), new Configuration()),
        TableIdentifier.parse(table));
  }

  boolean exists() {
    return catalog.tableExists(name);
  }

  Table load() {
    return catalog.loadTable(name);
  }

  /** A Hadoop catalog stays open: closing one stops the lock manager of all in the JVM. */
  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable && !(catalog instanceof HadoopCatalog)) {
      closeable.close();
    }
  }
}
