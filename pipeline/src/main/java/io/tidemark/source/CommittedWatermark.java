package io.tidemark.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watermark at a committed offset, which stands in its metadata: {@code watermark=…}, in ms.
 */
final class CommittedWatermark {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedWatermark.class);
  private static final Pattern FORM = Pattern.compile("watermark=(-?\\d{1,18})");

  private CommittedWatermark() {}

  /** Where the reading of a partition stands. */
  static OffsetAndMetadata of(PartitionMark mark) {
    return new OffsetAndMetadata(mark.offset(), "watermark=" + mark.watermark());
  }

  /** {@code start} with the watermark that was committed, if one was. */
  static PartitionMark resumed(PartitionMark start, @Nullable OffsetAndMetadata found) {
    if (found == null) {
      return start;
    }
    Matcher form = FORM.matcher(found.metadata());
    if (form.matches()) {
      return start.withWatermark(Long.parseLong(form.group(1)));
    }
    if (!found.metadata().isEmpty()) {
      LOG.warn(
          "the metadata of the committed offset of {} is not ours, its watermark begins anew: {}",
          start.partition(),
          found.metadata());
    }
    return start;
  }
}
