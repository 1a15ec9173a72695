package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Parts from the others the rows whose record is larger, uncompressed, than a request of the
 * producer or a record of the topic may be: in a transaction they would be refused with all.
 */
final class RefuseTooLarge extends PTransform<PCollection<Cells>, PCollectionTuple> {
  static final TupleTag<Cells> FITTING = new TupleTag<>("fitting") {};
  static final TupleTag<RejectedRow> TOO_LARGE = new TupleTag<>("tooLarge") {};

  private final ProducerSettings settings;
  private final String topic;
  private final RecordOfRow form;
  private final Schema schema;

  RefuseTooLarge(ProducerSettings settings, String topic, RecordOfRow form, Schema schema) {
    this.settings = settings;
    this.topic = topic;
    this.form = form;
    this.schema = schema;
  }

  @Override
  public PCollectionTuple expand(PCollection<Cells> rows) {
    PCollectionTuple parted =
        rows.apply(
            "Part",
            ParDo.of(new PartFn(settings, topic, form))
                .withOutputTags(FITTING, TupleTagList.of(TOO_LARGE)));
    parted.get(FITTING).setCoder(rows.getCoder());
    parted.get(TOO_LARGE).setCoder(RejectedRowCoder.of(schema));
    return parted;
  }

  private static final class PartFn extends DoFn<Cells, Cells> {
    /** What a record costs beside its bytes, at most. */
    private static final int OVERHEAD = 256;

    /** What a character may become in JSON, and a value that is no text or bytes. */
    private static final int BYTES_A_CHARACTER = 6;

    private static final int OTHER_VALUE = 64;

    private static final int NOT_ASKED = -1;

    private final ProducerSettings settings;
    private final String topic;
    private final RecordOfRow form;
    private transient int largest;

    PartFn(ProducerSettings settings, String topic, RecordOfRow form) {
      this.settings = settings;
      this.topic = topic;
      this.form = form;
    }

    @Setup
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void setup() {
      largest = NOT_ASKED;
    }

    @ProcessElement
    public void process(@Element Cells row, MultiOutputReceiver out) throws IOException {
      if (largest == NOT_ASKED) {
        largest = settings.largestRecord(topic);
      }
      if (atMost(row) > largest) {
        int size = size(form.of(row));
        if (size > largest) {
          String message = "a record of " + size + " bytes, the most is " + largest;
          out.get(TOO_LARGE).output(new RejectedRow(row, message));
          return;
        }
      }
      out.get(FITTING).output(row);
    }

    /** A bound that is quickly told; key and value may both hold a column, and a name. */
    private static long atMost(Cells row) {
      long bound = OVERHEAD;
      for (int i = 0; i < row.size(); i++) {
        Object cell = row.get(i);
        int characters =
            cell instanceof String text
                ? text.length()
                : cell instanceof byte[] bytes ? bytes.length : OTHER_VALUE;
        bound += 2L * BYTES_A_CHARACTER * (characters + OTHER_VALUE);
        if (cell instanceof java.util.List<?>) {
          return Long.MAX_VALUE;
        }
      }
      return bound;
    }

    private static int size(ProducerRecord<byte[], byte[]> record) {
      int size = OVERHEAD + record.key().length;
      size += record.value() == null ? 0 : record.value().length;
      for (Header header : record.headers()) {
        size += header.key().length() + header.value().length;
      }
      return size;
    }
  }
}
