package io.tidemark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Beam on Flink the usual way, KafkaIO and {@code Count.perKey()}, with the runner's flags tuned:
 * the timestamp policy parses for the event time, the DoFn for the host.
 */
final class PlainBeam implements Contender {

  private final FlinkSession session = new FlinkSession();

  @Override
  public Started start(Job job) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setJobName(job.name());
    options.setFlinkMaster(session.address());
    options.setFilesToStage(session.filesToStage());
    options.setAttachedMode(false);
    options.setStreaming(true);
    options.setParallelism(Job.PARALLELISM);
    options.setCheckpointingInterval(Job.CHECKPOINT_MILLIS);
    options.setObjectReuse(true);
    options.setFasterCopy(true);
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, job);
    return started(pipeline.run());
  }

  @Override
  public void close() {
    session.close();
  }

  private static void build(Pipeline pipeline, Job job) {
    pipeline
        .apply(
            "Read",
            KafkaIO.<byte[], byte[]>read()
                .withBootstrapServers(job.bootstrapServers())
                .withTopic(job.events())
                .withKeyDeserializer(ByteArrayDeserializer.class)
                .withValueDeserializer(ByteArrayDeserializer.class)
                .withConsumerConfigUpdates(reading(job))
                .withTimestampPolicyFactory((partition, watermark) -> new EventTime(watermark))
                .withoutMetadata())
        .apply("Parse", ParDo.of(new ParseFn()))
        .apply("Window", Window.into(FixedWindows.of(Duration.millis(Job.WINDOW_MILLIS))))
        .apply("Count", Count.perKey())
        .apply("Format", ParDo.of(new FormatFn()))
        .apply(
            "Write",
            KafkaIO.<Void, byte[]>write()
                .withBootstrapServers(job.bootstrapServers())
                .withTopic(job.result())
                .withValueSerializer(ByteArraySerializer.class)
                .withProducerConfigUpdates(new HashMap<>(KafkaClients.producer()))
                .values());
  }

  private static Map<String, Object> reading(Job job) {
    Map<String, Object> settings = new HashMap<>(KafkaClients.consumer());
    settings.put("auto.offset.reset", "earliest");
    settings.put("group.id", job.name());
    return settings;
  }

  private static Started started(PipelineResult result) {
    return new Started() {
      @Override
      public boolean isDone() {
        PipelineResult.State state = result.getState();
        if (state == PipelineResult.State.FAILED) {
          throw new IllegalStateException("the pipeline failed");
        }
        return state.isTerminal();
      }

      @Override
      public void close() {
        try {
          result.cancel();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        result.waitUntilFinish();
      }
    };
  }

  private static Hit parse(HitParser parser, byte[] event) {
    try {
      return parser.parse(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class EventTime extends TimestampPolicy<byte[], byte[]> {
    private final HitParser parser = new HitParser();
    private long watermark;

    EventTime(Optional<Instant> watermark) {
      this.watermark = watermark.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE).getMillis();
    }

    @Override
    public Instant getTimestampForRecord(
        PartitionContext context, KafkaRecord<byte[], byte[]> record) {
      long time = parse(parser, record.getKV().getValue()).time();
      watermark = Math.max(watermark, time - Job.OUT_OF_ORDER_MILLIS);
      return Instant.ofEpochMilli(time);
    }

    @Override
    public Instant getWatermark(PartitionContext context) {
      return Instant.ofEpochMilli(watermark);
    }
  }

  private static final class ParseFn extends DoFn<KV<byte[], byte[]>, KV<String, Long>> {
    private transient @Nullable HitParser parser;

    @Setup
    public void setUp() {
      parser = new HitParser();
    }

    @ProcessElement
    public void process(@Element KV<byte[], byte[]> event, OutputReceiver<KV<String, Long>> hits) {
      Hit hit = parse(parser, event.getValue());
      hits.output(KV.of(hit.host(), hit.time()));
    }
  }

  private static final class FormatFn extends DoFn<KV<String, Long>, byte[]> {
    @ProcessElement
    public void process(
        @Element KV<String, Long> count, BoundedWindow window, OutputReceiver<byte[]> rows) {
      long start = ((IntervalWindow) window).start().getMillis();
      rows.output(ResultRow.json(count.getKey(), start, count.getValue()));
    }
  }
}
