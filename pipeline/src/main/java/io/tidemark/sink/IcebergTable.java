package io.tidemark.sink;

import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * A sink's table in an Iceberg catalog, and its stage: a table of the same shape beside it whose
 * data files lie among the target's, so that a snapshot of the target can take them over.
 */
final class IcebergTable implements Closeable {
  private static final String STAGE = "__tidemark_stage";

  private final Catalog catalog;
  private final TableIdentifier name;
  private final TableIdentifier stageName;

  private IcebergTable(Catalog catalog, TableIdentifier name) {
    this.catalog = catalog;
    this.name = name;
    this.stageName = TableIdentifier.of(name.namespace(), name.name() + STAGE);
  }

  /** Opens the catalog, which is named as the connection is. */
  static IcebergTable open(ConnectionSpec.Iceberg connection, String table) {
    Catalog catalog =
        CatalogUtil.buildIcebergCatalog(
            connection.name(), new HashMap<>(connection.catalog()), new Configuration());
    return new IcebergTable(catalog, TableIdentifier.parse(table));
  }

  org.apache.iceberg.Table load() {
    return catalog.loadTable(name);
  }

  org.apache.iceberg.Table loadStage() {
    return catalog.loadTable(stageName);
  }

  boolean isStaged() {
    return catalog.tableExists(stageName);
  }

  /** What stands against writing there, for people; empty: nothing. */
  Optional<String> difference(Table table) {
    if (!catalog.tableExists(name)) {
      return Optional.empty();
    }
    Schema wanted = IcebergRows.schema(table);
    Schema found = load().schema();
    List<String> differences =
        new ArrayList<>(ColumnDifferences.between(types(wanted), types(found)));
    for (Types.NestedField column : wanted.columns()) {
      Types.NestedField other = found.findField(column.name());
      if (column.isOptional() && other != null && other.isRequired()) {
        differences.add("column " + column.name() + " is required (expected an optional one)");
      }
    }
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "Iceberg table "
            + name
            + " has other columns than "
            + table.output()
            + " writes: "
            + String.join("; ", differences)
            + "; name another table, or drop this one");
  }

  private static Map<String, String> types(Schema schema) {
    Map<String, String> types = new LinkedHashMap<>();
    schema.columns().forEach(column -> types.put(column.name(), column.type().toString()));
    return types;
  }

  /** Creates namespace and table as far as they are missing. */
  void create(SinkSpec.Iceberg spec, Table table) {
    if (catalog.tableExists(name)) {
      return;
    }
    if (catalog instanceof SupportsNamespaces namespaces
        && !name.namespace().isEmpty()
        && !namespaces.namespaceExists(name.namespace())) {
      try {
        namespaces.createNamespace(name.namespace());
      } catch (AlreadyExistsException e) {
        // Another sink of this launch was faster.
        namespaces.loadNamespaceMetadata(name.namespace());
      }
    }
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, String.valueOf(spec.targetFileSizeBytes()));
    // A commit every few seconds would leave a metadata file each, for ever.
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.putAll(spec.properties());
    Schema schema = IcebergRows.schema(table);
    catalog
        .buildTable(name, schema)
        .withPartitionSpec(PartitionTransforms.parse(spec.partitionBy(), schema))
        .withSortOrder(sortOrder(table, schema))
        .withProperties(properties)
        .create();
  }

  /** As the rows of a file stand: by the time that they belong to a slice by. */
  private static SortOrder sortOrder(Table table, Schema schema) {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    table.timeColumn().ifPresent(order::asc);
    return order.build();
  }

  /** Makes an empty stage, in the place of one that was left. */
  void createStage() {
    org.apache.iceberg.Table target = load();
    if (isStaged()) {
      deleteUnadopted(target, loadStage());
      dropStage();
    }
    Map<String, String> properties = new HashMap<>(target.properties());
    properties.put(TableProperties.WRITE_DATA_LOCATION, dataLocation(target));
    properties.put(TableProperties.GC_ENABLED, "false");
    catalog.createTable(stageName, target.schema(), target.spec(), properties);
  }

  /** Drops the stage's metadata; without garbage collection its data files stay. */
  void dropStage() {
    catalog.dropTable(stageName, true);
  }

  private static String dataLocation(org.apache.iceberg.Table target) {
    String location = target.properties().get(TableProperties.WRITE_DATA_LOCATION);
    return location == null ? target.location() + "/data" : location;
  }

  private static void deleteUnadopted(
      org.apache.iceberg.Table target, org.apache.iceberg.Table stage) {
    Set<String> files = paths(stage);
    if (!files.isEmpty()) {
      files.removeAll(paths(target));
      files.forEach(stage.io()::deleteFile);
    }
  }

  /** The data files of the current snapshot. */
  static Set<String> paths(org.apache.iceberg.Table table) {
    Set<String> paths = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> paths.add(task.file().path().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths;
  }

  /** A Hadoop catalog stays open: closing one stops the lock manager of all in the JVM. */
  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable && !(catalog instanceof HadoopCatalog)) {
      closeable.close();
    }
  }
}
