package io.tidemark.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one poll of one source partition became: its events, decoded and stamped, and its dead
 * letters, each in the partition's order. The element of a source, so that the cost of an element
 * in the runner is paid once for many events.
 *
 * @param partition the source partition, as positions name it
 * @param sequence how many chunks of the partition came before it in this reading; kept with the
 *     state, so it goes on after a restore
 * @param duplicates the events of the poll that repeat an earlier one of the partition
 * @param newest whether nothing more was at hand behind it when it was handed out: then what waits
 *     for more waits for nothing. It bears on when results go out, never on what they are.
 */
public record Chunk(
    String partition,
    long sequence,
    List<Event> events,
    List<DeadLetter> deadLetters,
    List<Event> duplicates,
    boolean newest) {

  /** One as it was read: nothing in it is known to be a duplicate, and more may be at hand. */
  public static Chunk of(
      String partition, long sequence, List<Event> events, List<DeadLetter> deadLetters) {
    return new Chunk(partition, sequence, events, deadLetters, List.of(), false);
  }

  /** This chunk, behind which nothing more is at hand. */
  public Chunk asNewest() {
    return new Chunk(partition, sequence, events, deadLetters, duplicates, true);
  }

  /** Only {@code some} of its events; what was sifted out of it is dealt with elsewhere. */
  public Chunk only(List<Event> some) {
    return new Chunk(partition, sequence, some, List.of(), List.of(), newest);
  }

  /** This chunk with {@code kept} in the place of its events, and {@code repeated} beside them. */
  public Chunk parted(List<Event> kept, List<Event> repeated) {
    return new Chunk(partition, sequence, kept, deadLetters, repeated, newest);
  }

  /**
   * This chunk with {@code events} in the place of its own and {@code refused} among its dead
   * letters, which stay in the order of their offsets.
   */
  public Chunk sifted(List<Event> events, List<DeadLetter> refused) {
    if (refused.isEmpty()) {
      return new Chunk(partition, sequence, events, deadLetters, duplicates, newest);
    }
    List<DeadLetter> all = new ArrayList<>(deadLetters);
    all.addAll(refused);
    all.sort(Comparator.comparingLong(letter -> letter.arrival().position().offset()));
    return new Chunk(partition, sequence, events, all, duplicates, newest);
  }
}
