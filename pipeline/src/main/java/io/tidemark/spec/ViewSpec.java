package io.tidemark.spec;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What is computed. Without a window it is an event view: one row an event.
 *
 * @param select the columns of an event view's rows; empty: all
 * @param groupBy columns of the enriched schema and what the rows call them
 */
public record ViewSpec(
    String name,
    Optional<WindowSpec> window,
    Duration allowedLateness,
    EmitSpec emit,
    Optional<Expression> where,
    List<Column> select,
    List<Column> groupBy,
    List<MeasureSpec> measures,
    Optional<Expression> having,
    Optional<OnceSpec> once,
    SinkSpec sink,
    Place place)
    implements Serializable {

  /** Of sessions, the quiet time that ends one. */
  public Optional<Duration> gap() {
    return window.flatMap(
        w -> w instanceof Sessions sessions ? Optional.of(sessions.gap()) : Optional.empty());
  }

  /** A column of the enriched schema ({@code geo.country}) and its name in the rows. */
  public record Column(String name, String source) implements Serializable {}

  /** One aggregate, as SQL. */
  public record MeasureSpec(String name, Expression expression) implements Serializable {}

  /**
   * At most one pane per this much processing time; empty early: none, empty late: each at once.
   */
  public record EmitSpec(Optional<Duration> early, Optional<Duration> late)
      implements Serializable {}

  /**
   * The first row of a key for which {@code having} holds, then none of that key for so long (event
   * time).
   */
  public record OnceSpec(Duration quietFor, Place place) implements Serializable {}

  /** The windows that an event is assigned to. */
  public sealed interface WindowSpec extends Serializable {}

  /** Windows that touch one another. */
  public record Fixed(Duration size, Duration offset, ZoneId zone) implements WindowSpec {}

  /** A window of {@code size} begins {@code every} so much. */
  public record Sliding(Duration size, Duration every, Duration offset, ZoneId zone)
      implements WindowSpec {}

  /**
   * Events of a key that follow one another within less than {@code gap}; cut at the multiples of
   * {@code maxLength} since the epoch.
   */
  public record Sessions(Duration gap, Duration maxLength) implements WindowSpec {}
}
