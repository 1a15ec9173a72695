package io.tidemark.graph;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.JsonDecoder;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.Schema;
import io.tidemark.sink.ReadRowJson;
import io.tidemark.sink.StoredLetters;
import io.tidemark.sink.Table;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Dead letters that are replayed: the bytes that arrived, with the position, arrival time and
 * tidemark that they had. Rows that a sink refused are written again as they are; one whose output
 * there is no more, or has other columns, stays a dead letter.
 *
 * <p>Counts the decoded events in {@code replayed.DAY} by the day of their event time, and the rows
 * in {@code again}.
 */
public final class LetterInputs implements Inputs {
  /** What the counters of decoded events begin with; the day comes after it. */
  public static final String REPLAYED = "replayed.";

  /** The counter of rows that are written again. */
  public static final String AGAIN = "again";

  /** The counter of rows of which there is no output any more. */
  public static final String UNPLACED = "unplaced";

  private final PipelineSpec spec;
  private final StoredLetters stored;
  private final Map<String, Schema> outputs = new HashMap<>();
  private @Nullable PCollection<Cells> letters;

  private LetterInputs(PipelineSpec spec, StoredLetters stored, Iterable<Table> tables) {
    this.spec = spec;
    this.stored = stored;
    tables.forEach(table -> outputs.put(table.output(), table.schema()));
  }

  /**
   * The letters that {@code stored} took.
   *
   * @param tables of the outputs that rows are written to again
   */
  public static LetterInputs of(PipelineSpec spec, StoredLetters stored, Iterable<Table> tables) {
    return new LetterInputs(spec, stored, tables);
  }

  @Override
  public PCollection<Chunk> arrivals(Pipeline pipeline) {
    EventSpec event = spec.event();
    JsonDecoder decoder =
        JsonDecoder.of(event.fields(), event.time(), event.watermark().futureTolerance());
    boolean kafka = spec.source() instanceof SourceSpec.Kafka;
    letters = pipeline.apply("ReadDeadLetters", stored.read());
    return letters
        .apply("Decode", ParDo.of(new DecodeFn(decoder, kafka, outputs)))
        .setCoder(ChunkCoder.of(decoder.schema()));
  }

  /** True: what is double among them, or to events that were kept, is not known here. */
  @Override
  public boolean keptBefore() {
    return true;
  }

  @Override
  public boolean whole() {
    return false;
  }

  @Override
  public Optional<PCollection<Cells>> refusedBefore(Table table) {
    if (letters == null || !outputs.containsKey(table.output())) {
      return Optional.empty();
    }
    RowAgainFn again = new RowAgainFn(table.output(), table.schema());
    return Optional.of(
        letters
            .apply("RowsAgain_" + table.output(), ParDo.of(again))
            .setCoder(CellsCoder.of(table.schema())));
  }

  @Override
  public Optional<List<String>> rowsAtHand(DimensionSpec dimension) {
    return Optional.empty();
  }

  /** The row that a letter holds; null: it is no row of an output with that schema. */
  private static @Nullable Cells row(Cells letter, @Nullable Schema schema) {
    if (schema == null) {
      return null;
    }
    byte[] payload = DeadLetterArrival.of(letter, false).arrival().payload();
    try {
      Cells row = ReadRowJson.of(schema).read(new String(payload, StandardCharsets.UTF_8));
      for (int i = 0; i < schema.size(); i++) {
        if (row.get(i) == null && !schema.field(i).nullable()) {
          return null;
        }
      }
      return row;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static final class DecodeFn extends DoFn<Cells, Chunk> {
    private final JsonDecoder decoder;
    private final boolean kafka;
    private final HashMap<String, Schema> outputs;

    DecodeFn(JsonDecoder decoder, boolean kafka, Map<String, Schema> outputs) {
      this.decoder = decoder;
      this.kafka = kafka;
      this.outputs = new HashMap<>(outputs);
    }

    @ProcessElement
    public void decode(@Element Cells row, OutputReceiver<Chunk> chunks) {
      DeadLetter letter = DeadLetterArrival.of(row, kafka);
      if (letter.reason() == Reason.SINK_REJECTED) {
        Schema schema = outputs.get(RejectedRows.outputOf(letter.stage()));
        if (row(row, schema) == null) {
          Metrics.counter("tidemark", UNPLACED).inc();
          chunks.output(chunk(letter, List.of(), List.of(letter)));
        }
        return;
      }
      Decoded decoded = decoder.decode(letter.arrival());
      if (decoded instanceof Decoded.Accepted accepted) {
        count(accepted.time());
        Event event =
            new Event(accepted.cells(), accepted.time(), letter.tidemark(), letter.arrival());
        chunks.output(chunk(letter, List.of(event), List.of()));
      } else if (decoded instanceof Decoded.Refused refused) {
        DeadLetter again =
            new DeadLetter(
                refused.reason(),
                refused.message(),
                "decode",
                null,
                letter.tidemark(),
                letter.arrival());
        chunks.output(chunk(letter, List.of(), List.of(again)));
      }
    }

    private static Chunk chunk(DeadLetter letter, List<Event> events, List<DeadLetter> letters) {
      return Chunk.of(letter.arrival().position().partition(), 0, events, letters);
    }

    private static void count(long time) {
      String day = Instant.ofEpochMilli(time).atOffset(ZoneOffset.UTC).toLocalDate().toString();
      Metrics.counter("tidemark", REPLAYED + day).inc();
    }
  }

  private static final class RowAgainFn extends DoFn<Cells, Cells> {
    private final String output;
    private final Schema schema;

    RowAgainFn(String output, Schema schema) {
      this.output = output;
      this.schema = schema;
    }

    @ProcessElement
    public void row(@Element Cells letter, OutputReceiver<Cells> rows) {
      if (DeadLetterArrival.reason(letter) != Reason.SINK_REJECTED
          || !RejectedRows.outputOf(DeadLetterArrival.text(letter, "stage")).equals(output)) {
        return;
      }
      Cells row = LetterInputs.row(letter, schema);
      if (row != null) {
        Metrics.counter("tidemark", AGAIN).inc();
        rows.output(row);
      }
    }
  }
}
