package io.tidemark.sink;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/**
 * Deletes rows of an Iceberg table by their identity, in one snapshot: a file of equality deletes
 * for each partition. Rows that come later with the same identity stay.
 */
final class DeleteFromIceberg {
  private final Table table;
  private final Schema identity;
  private final GenericAppenderFactory appenders;
  private final OutputFileFactory files;
  private final PartitionKey key;
  private final InternalRecordWrapper wrapper;
  private final Map<PartitionKey, EqualityDeleteWriter<Record>> writers = new LinkedHashMap<>();

  /**
   * @param identity the columns that name a row
   */
  DeleteFromIceberg(Table table, List<String> identity) {
    this.table = table;
    List<Types.NestedField> columns =
        identity.stream().map(name -> table.schema().findField(name)).toList();
    this.identity = new Schema(columns);
    int[] ids = columns.stream().mapToInt(Types.NestedField::fieldId).toArray();
    this.appenders =
        new GenericAppenderFactory(table.schema(), table.spec(), ids, this.identity, null);
    this.files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    this.key = new PartitionKey(table.spec(), table.schema());
    this.wrapper = new InternalRecordWrapper(table.schema().asStruct());
  }

  /** Deletes {@code row}, a whole one, with {@link #commit}. */
  void add(Record row) {
    key.partition(wrapper.wrap(row));
    GenericRecord gone = GenericRecord.create(identity);
    identity.columns().forEach(c -> gone.setField(c.name(), row.getField(c.name())));
    writers.computeIfAbsent(key.copy(), this::open).write(gone);
  }

  private EqualityDeleteWriter<Record> open(PartitionKey partition) {
    boolean whole = table.spec().isUnpartitioned();
    return appenders.newEqDeleteWriter(
        whole ? files.newOutputFile() : files.newOutputFile(table.spec(), partition),
        FileFormat.PARQUET,
        whole ? null : partition);
  }

  /** Nothing, where no row was added. */
  void commit() throws IOException {
    if (writers.isEmpty()) {
      return;
    }
    RowDelta delta = table.newRowDelta();
    for (EqualityDeleteWriter<Record> writer : writers.values()) {
      writer.close();
      delta.addDeletes(writer.toDeleteFile());
    }
    delta.commit();
  }
}
