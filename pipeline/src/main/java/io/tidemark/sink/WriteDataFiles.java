package io.tidemark.sink;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.PartitionedFanoutWriter;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.io.UnpartitionedWriter;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes records into new Parquet files of an Iceberg table, one file open a partition, a new one
 * when {@code write.target-file-size-bytes} is reached. Nobody sees them before a commit names
 * them.
 */
final class WriteDataFiles implements Closeable {
  private final TaskWriter<Record> writer;
  private boolean complete;

  private WriteDataFiles(TaskWriter<Record> writer) {
    this.writer = writer;
  }

  /** Into files that bear a name of their own. */
  static WriteDataFiles into(Table table) {
    return into(table, UUID.randomUUID().toString(), 0);
  }

  /**
   * Into files whose names hold {@code operation}.
   *
   * @param task tells its files from those of others in the operation
   */
  static WriteDataFiles into(Table table, String operation, int task) {
    FileFormat parquet = FileFormat.PARQUET;
    PartitionSpec spec = table.spec();
    GenericAppenderFactory appenders = new GenericAppenderFactory(table.schema(), spec);
    appenders.setAll(table.properties());
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, task).format(parquet).operationId(operation).build();
    long size =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    return new WriteDataFiles(
        spec.isUnpartitioned()
            ? new UnpartitionedWriter<>(spec, parquet, appenders, files, table.io(), size)
            : new ByPartition(spec, appenders, files, table.io(), size, table.schema()));
  }

  void write(Record record) throws IOException {
    writer.write(record);
  }

  /** Ends the files; to be called once. */
  List<DataFile> complete() throws IOException {
    DataFile[] files = writer.dataFiles();
    complete = true;
    return List.of(files);
  }

  /** Deletes what was written, unless it is complete. */
  @Override
  public void close() throws IOException {
    if (!complete) {
      writer.abort();
    }
  }

  private static final class ByPartition extends PartitionedFanoutWriter<Record> {
    private final PartitionKey key;
    private final InternalRecordWrapper wrapper;

    ByPartition(
        PartitionSpec spec,
        GenericAppenderFactory appenders,
        OutputFileFactory files,
        FileIO io,
        long size,
        Schema schema) {
      super(spec, FileFormat.PARQUET, appenders, files, io, size);
      this.key = new PartitionKey(spec, schema);
      this.wrapper = new InternalRecordWrapper(schema.asStruct());
    }

    @Override
    protected PartitionKey partition(Record record) {
      key.partition(wrapper.wrap(record));
      return key;
    }
  }
}
