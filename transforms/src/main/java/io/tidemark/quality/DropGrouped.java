package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Drops the duplicates of bounded chunks, which come in no order: of each event the key and what
 * the rule asks for go to one of {@link #SHARDS} groups of its partition, each event is held there
 * against those at lower offsets, and the offsets of the duplicates go to their chunks.
 *
 * <p>Chunks stay whole; one comes out at the earliest of its events' times. A group is in memory
 * while it is judged: the keys of a hundredth of a partition's events.
 */
final class DropGrouped extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  /** A group has its cost in every runner, on Direct that of a bundle. */
  private static final int SHARDS = 100;

  /** The columns of a claim to be kept, which the columns of the key follow. */
  private static final Schema CLAIM =
      Schema.of(
          Field.required("sequence of the chunk", Type.LONG),
          Field.required("offset of the event", Type.LONG),
          Field.required("time of the event", Type.LONG),
          Field.required("tidemark of the event", Type.LONG));

  private static final int SEQUENCE = 0;
  private static final int OFFSET = 1;
  private static final int TIME = 2;
  private static final int TIDEMARK = 3;

  private static final TupleTag<Chunk> CHUNKS = new TupleTag<>("chunks");
  private static final TupleTag<Long> DUPLICATES = new TupleTag<>("duplicates");

  private final int[] by;
  private final DedupRule rule;
  private final Schema key;

  DropGrouped(int[] by, DedupRule rule, Schema key) {
    this.by = by;
    this.rule = rule;
    this.key = key;
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    ChunkCoder coder = (ChunkCoder) input.getCoder();
    KvCoder<String, Long> name = KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());
    PCollection<KV<KV<String, Long>, Long>> duplicates =
        input
            .apply("Claim", ParDo.of(new ClaimFn(by)))
            .setCoder(
                KvCoder.of(
                    KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()),
                    CellsCoder.of(CLAIM.with(key.fields()))))
            .apply("GroupByShard", GroupByKey.create())
            .apply("Judge", ParDo.of(new JudgeFn(rule, key.size())))
            .setCoder(KvCoder.of(name, VarLongCoder.of()));
    PCollection<KV<KV<String, Long>, Chunk>> chunks =
        input
            .apply("NameChunk", WithKeys.of(chunk -> KV.of(chunk.partition(), chunk.sequence())))
            .setCoder(KvCoder.of(name, coder));
    return KeyedPCollectionTuple.of(CHUNKS, chunks)
        .and(DUPLICATES, duplicates)
        .apply("GroupByChunk", CoGroupByKey.create())
        .apply("Move", ParDo.of(new MoveFn()))
        .setCoder(coder);
  }

  private static final class ClaimFn extends DoFn<Chunk, KV<KV<String, Integer>, Cells>> {
    private final int[] by;

    ClaimFn(int[] by) {
      this.by = by;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<KV<KV<String, Integer>, Cells>> out) {
      for (Event event : chunk.events()) {
        Cells key = DropDuplicates.keyOf(event, by);
        if (key != null) {
          long offset = event.position().offset();
          Cells claim = Cells.of(chunk.sequence(), offset, event.time(), event.tidemark());
          int shard = Math.floorMod(key.hashCode(), SHARDS);
          out.output(KV.of(KV.of(chunk.partition(), shard), claim.with(key.toArray())));
        }
      }
    }
  }

  private static final class JudgeFn
      extends DoFn<KV<KV<String, Integer>, Iterable<Cells>>, KV<KV<String, Long>, Long>> {
    private final DedupRule rule;
    private final int[] key;

    JudgeFn(DedupRule rule, int width) {
      this.rule = rule;
      this.key = IntStream.range(CLAIM.size(), CLAIM.size() + width).toArray();
    }

    @ProcessElement
    public void process(
        @Element KV<KV<String, Integer>, Iterable<Cells>> group,
        OutputReceiver<KV<KV<String, Long>, Long>> out) {
      List<Cells> claims = new ArrayList<>();
      group.getValue().forEach(claims::add);
      claims.sort(Comparator.comparingLong(claim -> number(claim, OFFSET)));
      Map<Cells, List<Long>> kept = new HashMap<>();
      for (Cells claim : claims) {
        long time = number(claim, TIME);
        long tidemark = number(claim, TIDEMARK);
        List<Long> times = kept.computeIfAbsent(claim.select(key), k -> new ArrayList<>(1));
        times.removeIf(one -> !rule.lives(one, tidemark));
        if (rule.repeats(time, tidemark, times)) {
          String partition = group.getKey().getKey();
          out.output(KV.of(KV.of(partition, number(claim, SEQUENCE)), number(claim, OFFSET)));
        } else {
          times.add(time);
        }
      }
    }

    private static long number(Cells claim, int column) {
      return (Long) claim.get(column);
    }
  }

  private static final class MoveFn extends DoFn<KV<KV<String, Long>, CoGbkResult>, Chunk> {
    @ProcessElement
    public void process(
        @Element KV<KV<String, Long>, CoGbkResult> group, OutputReceiver<Chunk> out) {
      Set<Long> offsets = new HashSet<>();
      group.getValue().getAll(DUPLICATES).forEach(offsets::add);
      Chunk chunk = group.getValue().getOnly(CHUNKS);
      List<Event> kept = new ArrayList<>(chunk.events().size());
      List<Event> duplicates = new ArrayList<>(chunk.duplicates());
      for (Event event : chunk.events()) {
        (offsets.contains(event.position().offset()) ? duplicates : kept).add(event);
      }
      long earliest = chunk.events().stream().mapToLong(Event::time).min().orElse(Event.BEFORE_ALL);
      out.outputWithTimestamp(
          new Chunk(chunk.partition(), chunk.sequence(), kept, chunk.deadLetters(), duplicates),
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
