package io.tidemark.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Flink's DataStream by hand, as well as one can: the two fields by a streaming parser in the
 * source, a watermark for each partition, objects reused, one number of state a key and window.
 */
final class FlinkDataStream implements Contender {
  private static final TypeInformation<Tuple2<String, Long>> HIT =
      Types.TUPLE(Types.STRING, Types.LONG);

  private final FlinkSession session = new FlinkSession();

  @Override
  public Started start(Job job) throws Exception {
    Configuration own = new Configuration();
    own.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment environment = session.environment(own);
    environment.enableCheckpointing(Job.CHECKPOINT_MILLIS);
    environment
        .fromSource(
            source(job),
            WatermarkStrategy.<Tuple2<String, Long>>forBoundedOutOfOrderness(
                    Duration.ofMillis(Job.OUT_OF_ORDER_MILLIS))
                .withTimestampAssigner((hit, recorded) -> hit.f1),
            "events",
            HIT)
        .keyBy(hit -> hit.f0, Types.STRING)
        .window(TumblingEventTimeWindows.of(Duration.ofMillis(Job.WINDOW_MILLIS)))
        .aggregate(
            new Count(),
            new AddWindow(),
            Types.LONG,
            Types.LONG,
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
        .sinkTo(sink(job));
    return FlinkSession.started(environment.executeAsync(job.name()));
  }

  @Override
  public void close() {
    session.close();
  }

  private static KafkaSource<Tuple2<String, Long>> source(Job job) {
    Properties properties = new Properties();
    properties.putAll(KafkaClients.consumer());
    return KafkaSource.<Tuple2<String, Long>>builder()
        .setBootstrapServers(job.bootstrapServers())
        .setTopics(job.events())
        .setGroupId(job.name())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setValueOnlyDeserializer(new Parse())
        .setProperties(properties)
        .build();
  }

  private static KafkaSink<Tuple3<String, Long, Long>> sink(Job job) {
    Properties properties = new Properties();
    properties.putAll(KafkaClients.producer());
    return KafkaSink.<Tuple3<String, Long, Long>>builder()
        .setBootstrapServers(job.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Tuple3<String, Long, Long>>builder()
                .setTopic(job.result())
                .setValueSerializationSchema(
                    (SerializationSchema<Tuple3<String, Long, Long>>)
                        row -> ResultRow.json(row.f0, row.f1, row.f2))
                .build())
        .build();
  }

  private static final class Parse extends AbstractDeserializationSchema<Tuple2<String, Long>> {
    private transient HitParser parser;

    Parse() {
      super(HIT);
    }

    @Override
    public void open(InitializationContext context) {
      parser = new HitParser();
    }

    @Override
    public Tuple2<String, Long> deserialize(byte[] event) throws IOException {
      Hit hit = parser.parse(event);
      return Tuple2.of(hit.host(), hit.time());
    }
  }

  private static final class Count implements AggregateFunction<Tuple2<String, Long>, Long, Long> {
    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long add(Tuple2<String, Long> hit, Long count) {
      return count + 1;
    }

    @Override
    public Long getResult(Long count) {
      return count;
    }

    @Override
    public Long merge(Long one, Long other) {
      return one + other;
    }
  }

  private static final class AddWindow
      extends ProcessWindowFunction<Long, Tuple3<String, Long, Long>, String, TimeWindow> {
    @Override
    public void process(
        String host,
        Context context,
        Iterable<Long> counts,
        Collector<Tuple3<String, Long, Long>> rows) {
      rows.collect(Tuple3.of(host, context.window().getStart(), counts.iterator().next()));
    }
  }
}
