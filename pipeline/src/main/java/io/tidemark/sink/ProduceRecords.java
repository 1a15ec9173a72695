package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Sends rows to a topic, at least once: a bundle ends when the broker has acknowledged all of them.
 * A record that is refused for itself, as one that is too large, comes out; any other refusal fails
 * the bundle. Expects the global window.
 */
final class ProduceRecords extends PTransform<PCollection<Cells>, PCollection<RejectedRow>> {
  private final ProducerSettings settings;
  private final RecordOfRow form;
  private final Schema schema;

  ProduceRecords(ProducerSettings settings, RecordOfRow form, Schema schema) {
    this.settings = settings;
    this.form = form;
    this.schema = schema;
  }

  @Override
  public PCollection<RejectedRow> expand(PCollection<Cells> rows) {
    return rows.apply("Produce", ParDo.of(new ProduceFn(settings, form)))
        .setCoder(RejectedRowCoder.of(schema));
  }

  private record Refused(RejectedRow row, Instant time) {}

  private static final class ProduceFn extends DoFn<Cells, RejectedRow> {
    private final ProducerSettings settings;
    private final RecordOfRow form;
    private transient @Nullable KafkaProducer<byte[], byte[]> producer;

    /** The producer's own thread adds to them. */
    private transient ConcurrentLinkedQueue<Refused> refused = new ConcurrentLinkedQueue<>();

    private transient volatile @Nullable Exception failure;

    ProduceFn(ProducerSettings settings, RecordOfRow form) {
      this.settings = settings;
      this.form = form;
    }

    @StartBundle
    public void start() {
      refused = new ConcurrentLinkedQueue<>();
      failure = null;
    }

    @ProcessElement
    @SuppressWarnings("FutureReturnValueIgnored") // The callback tells.
    public void process(@Element Cells row, @Timestamp Instant time) {
      KafkaProducer<byte[], byte[]> open = producer;
      if (open == null) {
        open = settings.open();
        producer = open;
      }
      ConcurrentLinkedQueue<Refused> ofBundle = refused;
      open.send(
          form.of(row),
          (sent, refusal) -> {
            if (refusal == null) {
              return;
            }
            if (isOfRecord(refusal)) {
              ofBundle.add(
                  new Refused(new RejectedRow(row, String.valueOf(refusal.getMessage())), time));
            } else {
              failure = refusal;
            }
          });
    }

    private static boolean isOfRecord(Exception refusal) {
      return refusal instanceof RecordTooLargeException
          || refusal instanceof RecordBatchTooLargeException
          || refusal instanceof InvalidRecordException;
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      if (producer != null) {
        producer.flush();
      }
      Exception failed = failure;
      if (failed != null) {
        throw new KafkaException("the broker refuses: " + failed.getMessage(), failed);
      }
      List<Refused> all = new ArrayList<>(refused);
      all.forEach(one -> context.output(one.row, one.time, GlobalWindow.INSTANCE));
    }

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() {
      if (producer != null) {
        producer.close(java.time.Duration.ZERO);
      }
    }
  }
}
