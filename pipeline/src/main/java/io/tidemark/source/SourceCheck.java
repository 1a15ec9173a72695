package io.tidemark.source;

import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks the systems that a pipeline reads from whether they can be read; changes nothing. */
public final class SourceCheck {
  private SourceCheck() {}

  /**
   * Asks the source, or in batch the history, and the dimensions.
   *
   * @throws SpecException what is not there, all of it, with its places in the spec
   * @throws UnreachableException a system did not answer within about 10 s
   */
  public static void check(PipelineSpec spec, boolean batch)
      throws SpecException, UnreachableException {
    List<SpecError> errors = new ArrayList<>();
    SourceSpec source = batch ? spec.history().orElse(spec.source()) : spec.source();
    errors.addAll(errors(source, spec));
    for (DimensionSpec dimension : spec.dimensions()) {
      errors.addAll(DimensionCheck.errors(dimension, spec.enrichedSchema()));
    }
    if (!errors.isEmpty()) {
      throw new SpecException(errors);
    }
  }

  /**
   * What of a source that can be read may not be what the user wants, one thing a line.
   *
   * @throws UnreachableException it did not answer within about 10 s
   */
  public static List<String> recommendations(SourceSpec source) throws UnreachableException {
    return source instanceof SourceSpec.Kafka kafka ? KafkaCheck.recommendations(kafka) : List.of();
  }

  /**
   * Loads every dimension that is used, one after another, to tell how large each is.
   *
   * @throws SpecException rows that cannot be used, two of one key and validFrom among them
   * @throws UnreachableException a system did not answer
   */
  public static List<LoadedDimension> sizes(PipelineSpec spec)
      throws SpecException, UnreachableException {
    List<LoadedDimension> sizes = new ArrayList<>();
    for (DimensionSpec dimension : spec.dimensions()) {
      sizes.add(LoadedDimension.of(dimension, spec.enrichedSchema()));
    }
    return sizes;
  }

  private static List<SpecError> errors(SourceSpec source, PipelineSpec spec)
      throws UnreachableException {
    if (source instanceof SourceSpec.Kafka kafka) {
      return KafkaCheck.errors(kafka);
    }
    if (source instanceof SourceSpec.Files files) {
      return errors(files);
    }
    if (source instanceof SourceSpec.Iceberg iceberg) {
      return IcebergCheck.errors(iceberg, spec.event());
    }
    return List.of();
  }

  private static List<SpecError> errors(SourceSpec.Files files) {
    try {
      return new FileGlob(files.glob()).list().isEmpty()
          ? List.of(
              new SpecError(
                  files.place(),
                  "no file matches %s, seen from the working directory".formatted(files.glob())))
          : List.of();
    } catch (IOException e) {
      return List.of(new SpecError(files.place(), "files cannot be listed: " + e.getMessage()));
    }
  }
}
