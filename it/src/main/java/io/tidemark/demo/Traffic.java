package io.tidemark.demo;

import java.util.List;
import java.util.stream.Stream;

/**
 * Generated messages in the order in which they arrive, so also in that of their partitions.
 *
 * @param messages all but the stragglers; after the last of them every partition's watermark has
 *     passed the end of every window that is written
 * @param stragglers late, but accepted: to be sent when the windows are closed
 */
public record Traffic<E extends Dated>(List<Message<E>> messages, List<Message<E>> stragglers) {
  public Traffic {
    messages = List.copyOf(messages);
    stragglers = List.copyOf(stragglers);
  }

  /** All of it. */
  public List<Message<E>> all() {
    return Stream.concat(messages.stream(), stragglers.stream()).toList();
  }
}
