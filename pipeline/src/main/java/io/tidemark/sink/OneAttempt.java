package io.tidemark.sink;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as it was when it was loaded: what is committed to it is committed to that state, or not
 * at all. Iceberg itself would try again on what another writer made of it meanwhile, which whoever
 * decided by the old state has not seen.
 */
final class OneAttempt implements TableOperations {
  private final TableOperations table;
  private final TableMetadata seen;
  private boolean committed;

  private OneAttempt(TableOperations table) {
    this.table = table;
    this.seen = table.current();
  }

  /**
   * The view of a table that was just loaded; its commits throw {@link ChangedException} where
   * another was faster.
   */
  static Table on(Table loaded) {
    return new BaseTable(new OneAttempt(((HasTableOperations) loaded).operations()), loaded.name());
  }

  /** Another writer has committed since the table was loaded. Nothing was done. */
  static final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangedException(String message) {
      super(message);
    }
  }

  @Override
  public TableMetadata current() {
    return committed ? table.current() : seen;
  }

  @Override
  public TableMetadata refresh() {
    TableMetadata now = table.refresh();
    if (committed) {
      return now;
    }
    String before = seen.metadataFileLocation();
    if (before == null ? now != seen : !before.equals(now.metadataFileLocation())) {
      throw new ChangedException(seen.location() + " was changed by another writer");
    }
    return seen;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    table.commit(base, metadata);
    committed = true;
  }

  @Override
  public EncryptionManager encryption() {
    return table.encryption();
  }

  @Override
  public FileIO io() {
    return table.io();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return table.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return table.locationProvider();
  }

  @Override
  public long newSnapshotId() {
    return table.newSnapshotId();
  }
}
