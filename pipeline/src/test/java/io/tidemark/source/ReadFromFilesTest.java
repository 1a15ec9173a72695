package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.Streams;
import io.tidemark.model.Chunk;
import io.tidemark.source.TestEvents.Line;
import io.tidemark.spec.Place;
import io.tidemark.spec.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFromFilesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void boundedAndUnboundedGiveTheSameStampedEvents(String runner) throws IOException {
    List<String> expected = writeFiles();
    SourceSpec.Files spec =
        new SourceSpec.Files(directory + "/*.jsonl", new Place("web.yaml", 1, 1));
    ReadFromFiles read = ReadFromFiles.of(spec, TestEvents.SPEC).withClock(TestEvents.CLOCK);

    assertReads(runner, read.bounded(), PCollection.IsBounded.BOUNDED, expected);
    assertReads(runner, read, PCollection.IsBounded.UNBOUNDED, expected);
  }

  private static void assertReads(
      String runner, ReadFromFiles read, PCollection.IsBounded bounded, List<String> expected) {
    Pipeline pipeline = Pipeline.create(runner.equals("flink") ? onFlink(bounded) : onDirect());
    PCollection<Chunk> chunks = pipeline.apply("Read", read);

    List<String> sorted = expected.stream().sorted().toList();
    PAssert.that(chunks.apply("Describe", ParDo.of(new DescribeFn())))
        .satisfies(
            found -> {
              assertEquals(sorted, Streams.stream(found).sorted().toList());
              return null;
            });

    assertEquals(bounded, chunks.isBounded());
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
  }

  private static PipelineOptions onDirect() {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setTargetParallelism(2);
    return options;
  }

  private static PipelineOptions onFlink(PCollection.IsBounded bounded) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(bounded == PCollection.IsBounded.UNBOUNDED);
    options.setShutdownSourcesAfterIdleMs(0L);
    return options;
  }

  private List<String> writeFiles() throws IOException {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    for (String name : List.of("a.jsonl", "b.jsonl", "empty.jsonl")) {
      List<Line> lines = name.startsWith("empty") ? List.of() : TestEvents.lines(random, 3_000);
      Path file = directory.resolve(name);
      Files.write(file, lines.stream().map(Line::text).toList());
      expected.addAll(TestEvents.model(file.toString(), lines));
    }
    return expected;
  }

  private static final class DescribeFn extends DoFn<Chunk, String> {
    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<String> out) {
      TestEvents.described(chunk).forEach(out::output);
    }
  }
}
