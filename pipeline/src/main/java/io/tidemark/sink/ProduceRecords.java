package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
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
  private final String topic;
  private final RecordOfRow form;
  private final Schema schema;

  ProduceRecords(ProducerSettings settings, String topic, RecordOfRow form, Schema schema) {
    this.settings = settings;
    this.topic = topic;
    this.form = form;
    this.schema = schema;
  }

  @Override
  public PCollection<RejectedRow> expand(PCollection<Cells> rows) {
    return rows.apply("Produce", ParDo.of(new ProduceFn(settings, topic, form)))
        .setCoder(RejectedRowCoder.of(schema));
  }

  private record Refused(RejectedRow row, Instant time) {}

  /**
   * What became of the records of a bundle; the producer's own thread tells. Its flush alone does
   * not wait for a batch that is sent again in parts.
   */
  private static final class Sent {
    private final List<Refused> refused = new ArrayList<>();
    private @Nullable Exception failure;
    private int waiting;

    synchronized void add() {
      waiting++;
    }

    synchronized void refuse(RejectedRow row, Instant time) {
      refused.add(new Refused(row, time));
    }

    synchronized void fail(Exception reason) {
      failure = reason;
    }

    synchronized void told() {
      waiting--;
      notifyAll();
    }

    /** The records that were refused, when the broker has answered for all. */
    synchronized List<Refused> await() throws InterruptedException {
      while (waiting > 0) {
        wait();
      }
      Exception reason = failure;
      if (reason != null) {
        throw new KafkaException("the broker refuses: " + reason.getMessage(), reason);
      }
      return refused;
    }
  }

  private static final class ProduceFn extends DoFn<Cells, RejectedRow> {
    /** While the broker is away the bundle waits. */
    private static final Map<String, String> PATIENT =
        Map.of(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(Integer.MAX_VALUE),
            ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(Integer.MAX_VALUE));

    private final ProducerSettings settings;
    private final String topic;
    private final RecordOfRow form;
    private transient @Nullable KafkaProducer<byte[], byte[]> producer;

    private transient Sent sent = new Sent();

    ProduceFn(ProducerSettings settings, String topic, RecordOfRow form) {
      this.settings = settings;
      this.topic = topic;
      this.form = form;
    }

    @StartBundle
    public void start() {
      sent = new Sent();
    }

    @ProcessElement
    @SuppressWarnings("FutureReturnValueIgnored") // The callback tells.
    public void process(@Element Cells row, @Timestamp Instant time) throws IOException {
      KafkaProducer<byte[], byte[]> open = producer;
      if (open == null) {
        open = settings.open(topic, PATIENT);
        producer = open;
      }
      Sent ofBundle = sent;
      ofBundle.add();
      open.send(form.of(row), (place, refusal) -> tell(ofBundle, row, time, refusal));
    }

    private static void tell(Sent sent, Cells row, Instant time, @Nullable Exception refusal) {
      if (refusal != null && isOfRecord(refusal)) {
        sent.refuse(new RejectedRow(row, String.valueOf(refusal.getMessage())), time);
      } else if (refusal != null) {
        sent.fail(refusal);
      }
      sent.told();
    }

    private static boolean isOfRecord(Exception refusal) {
      return refusal instanceof RecordTooLargeException
          || refusal instanceof RecordBatchTooLargeException
          || refusal instanceof InvalidRecordException;
    }

    @FinishBundle
    public void finish(FinishBundleContext context) throws InterruptedException {
      if (producer != null) {
        producer.flush();
      }
      sent.await().forEach(one -> context.output(one.row, one.time, GlobalWindow.INSTANCE));
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
