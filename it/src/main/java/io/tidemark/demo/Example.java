package io.tidemark.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An example spec's traffic, dimension tables and outputs. The same end and number of messages give
 * the same traffic.
 */
public interface Example<E extends Dated> {

  /** The examples, the first of which is the one to start with. */
  static List<Example<?>> all() {
    return List.of(new WebTraffic(), new CardFraud(), new LiveScores());
  }

  /** The spec's pipeline, and its file's name without {@code .yaml}. */
  String name();

  /** One sentence. */
  String summary();

  /** Its outputs, as its spec names them. */
  Outputs outputs();

  /** SQL that creates the dimension tables and fills them. */
  String dimensions(Instant end);

  /**
   * About {@code messages} messages whose events end just before {@code end}, a multiple of {@link
   * #ALIGNED} since the epoch.
   */
  Traffic<E> traffic(Instant end, int messages);

  /** The spec's dedup. */
  default Optional<Oracle.Dedup<E>> dedup() {
    return Optional.empty();
  }

  /** The spec's windowed views. */
  List<Oracle.View<E, ?>> views(Instant end);

  /** Every window's size divides it. */
  Duration ALIGNED = Duration.ofMinutes(15);

  /** The specs' {@code outOfOrderness}. */
  Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);

  /** How much event time the traffic covers. */
  Duration SPAN = Duration.ofHours(3);
}
