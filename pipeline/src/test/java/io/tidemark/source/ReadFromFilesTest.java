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
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFromFilesTest {
  @TempDir private Path directory;

  @Test
  void boundedAndUnboundedGiveTheSameStampedEvents() throws IOException {
    List<String> expected = writeFiles();
    SourceSpec.Files spec =
        new SourceSpec.Files(directory + "/*.jsonl", new Place("web.yaml", 1, 1));
    ReadFromFiles read = ReadFromFiles.of(spec, TestEvents.SPEC).withClock(TestEvents.CLOCK);

    assertReads(read.bounded(), PCollection.IsBounded.BOUNDED, expected);
    assertReads(read, PCollection.IsBounded.UNBOUNDED, expected);
  }

  private static void assertReads(
      ReadFromFiles read, PCollection.IsBounded bounded, List<String> expected) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setTargetParallelism(2);
    Pipeline pipeline = Pipeline.create(options);
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
