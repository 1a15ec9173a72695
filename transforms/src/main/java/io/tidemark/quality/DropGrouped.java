package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Drops the duplicates of bounded chunks, which come in no order: groups the events of each
 * partition and key, and holds each against those at lower offsets.
 *
 * <p>What has no key passes in its own chunk. The events of a group come out as one chunk, at the
 * earliest of their times; its sequence is 0: it is no poll any more.
 */
final class DropGrouped extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  private static final TupleTag<KV<KV<String, Cells>, Event>> KEYED = new TupleTag<>("keyed");
  private static final TupleTag<Chunk> REST = new TupleTag<>("rest");

  private final int[] by;
  private final DedupRule rule;
  private final CellsCoder keys;

  DropGrouped(int[] by, DedupRule rule, CellsCoder keys) {
    this.by = by;
    this.rule = rule;
    this.keys = keys;
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    ChunkCoder chunks = (ChunkCoder) input.getCoder();
    PCollectionTuple parts =
        input.apply(
            "TakeApart",
            ParDo.of(new TakeApartFn(by)).withOutputTags(KEYED, TupleTagList.of(REST)));
    PCollection<Chunk> judged =
        parts
            .get(KEYED)
            .setCoder(
                KvCoder.of(KvCoder.of(StringUtf8Coder.of(), keys), EventCoder.of(chunks.schema())))
            .apply("GroupByKey", GroupByKey.create())
            .apply("Judge", ParDo.of(new JudgeFn(rule)))
            .setCoder(chunks);
    return PCollectionList.of(judged)
        .and(parts.get(REST).setCoder(chunks))
        .apply("Together", Flatten.pCollections());
  }

  private static final class TakeApartFn extends DoFn<Chunk, KV<KV<String, Cells>, Event>> {
    private final int[] by;

    TakeApartFn(int[] by) {
      this.by = by;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, MultiOutputReceiver out) {
      OutputReceiver<KV<KV<String, Cells>, Event>> keyed = out.get(KEYED);
      List<Event> keyless = new ArrayList<>(0);
      for (Event event : chunk.events()) {
        Cells key = DropDuplicates.keyOf(event, by);
        if (key == null) {
          keyless.add(event);
        } else {
          keyed.output(KV.of(KV.of(chunk.partition(), key), event));
        }
      }
      Chunk rest = chunk.sifted(keyless, List.of());
      if (!(keyless.isEmpty() && rest.deadLetters().isEmpty() && rest.duplicates().isEmpty())) {
        out.get(REST).output(rest);
      }
    }
  }

  private static final class JudgeFn extends DoFn<KV<KV<String, Cells>, Iterable<Event>>, Chunk> {
    private final DedupRule rule;

    JudgeFn(DedupRule rule) {
      this.rule = rule;
    }

    @ProcessElement
    public void process(
        @Element KV<KV<String, Cells>, Iterable<Event>> group, OutputReceiver<Chunk> out) {
      List<Event> events = new ArrayList<>();
      group.getValue().forEach(events::add);
      events.sort(Comparator.comparingLong(event -> event.position().offset()));
      List<Event> kept = new ArrayList<>(events.size());
      List<Event> duplicates = new ArrayList<>(0);
      List<Long> times = new ArrayList<>();
      for (Event event : events) {
        times.removeIf(time -> !rule.lives(time, event.tidemark()));
        if (rule.repeats(event, times)) {
          duplicates.add(event);
        } else {
          kept.add(event);
          times.add(event.time());
        }
      }
      long earliest = events.stream().mapToLong(Event::time).min().orElseThrow();
      out.outputWithTimestamp(
          new Chunk(group.getKey().getKey(), 0, kept, List.of(), duplicates),
          Instant.ofEpochMilli(earliest));
    }

    /** A group is at the end of its window, its events are before it. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }
  }
}
