package io.tidemark.graph;

import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.sink.RejectedRow;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.sink.WrittenRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * What became of the rows that sinks refused: dead letters, which are counted apart from those of
 * arrivals. A row that the sink of the dead letters or the ledger refuses has no place left to go,
 * and fails the run.
 */
public final class RejectedRows {
  private static final String STAGE = "sink ";
  private static final String LATE_EVENTS = "lateEvents of ";

  private final List<PCollection<DeadLetter>> letters = new ArrayList<>();

  RejectedRows() {}

  /** The name of the counter of an output's refused rows. */
  public static String counter(String output) {
    return "rejected." + output;
  }

  /** The output whose refused row has that stage. */
  static String outputOf(String stage) {
    String output = stage.startsWith(STAGE) ? stage.substring(STAGE.length()) : stage;
    return output.startsWith(LATE_EVENTS) ? "lateEvents" : output;
  }

  /** The stage of an output's refused rows. */
  static String stage(String output) {
    return STAGE + output;
  }

  /** Writes {@code rows}; those that are refused become dead letters. */
  void write(PCollection<Cells> rows, String step, Table table, Sink sink) {
    WrittenRows written = rows.apply(step, sink.write());
    written
        .rejected()
        .ifPresent(
            refused -> letters.add(refused.apply("Rejected" + step, FormDeadLetters.of(table))));
  }

  /** Writes {@code rows}; one that is refused fails the run. */
  static void writeAll(PCollection<Cells> rows, String step, String output, Sink sink) {
    WrittenRows written = rows.apply(step, sink.write());
    written
        .rejected()
        .ifPresent(refused -> refused.apply("Rejected" + step, ParDo.of(new FailFn(output))));
  }

  /** What {@link #write} was refused, of each output. */
  List<PCollection<DeadLetter>> letters() {
    return letters;
  }

  private static final class FailFn extends DoFn<RejectedRow, Void> {
    private final String output;

    FailFn(String output) {
      this.output = output;
    }

    @ProcessElement
    public void fail(@Element RejectedRow refused) {
      throw new IllegalStateException(
          "the sink of "
              + output
              + " refuses a row, which has no other place to go: "
              + refused.message());
    }
  }
}
