package io.tidemark.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.model.Arrival;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.Header;
import io.tidemark.model.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dead letter that is read back has the bytes that arrived. */
class DeadLetterArrivalTest {
  private static final byte[] NO_TEXT = {(byte) 0xff, 0, 1};

  private static DeadLetter again(DeadLetter letter, boolean kafka) {
    return DeadLetterArrival.of(DeadLetterRow.of(letter), kafka);
  }

  private static DeadLetter letter(
      byte[] payload, byte[] key, List<Header> headers, long tidemark) {
    Arrival arrival =
        new Arrival(payload, key, headers, "web-hits", new Position("web-hits-12", 7), 99);
    return new DeadLetter(Reason.SCHEMA, "status is missing", "decode", null, tidemark, arrival);
  }

  @Test
  void bytesThatAreNoTextComeBack() {
    DeadLetter letter =
        again(
            letter(
                NO_TEXT,
                NO_TEXT,
                List.of(
                    new Header("h", "1".getBytes(UTF_8)),
                    new Header("h", NO_TEXT),
                    new Header("none", null)),
                1_000),
            true);

    assertArrayEquals(NO_TEXT, letter.arrival().payload());
    assertArrayEquals(NO_TEXT, letter.arrival().key());
    List<Header> headers = letter.arrival().headers();
    assertEquals(List.of("h", "h", "none"), headers.stream().map(Header::name).toList());
    assertArrayEquals("1".getBytes(UTF_8), headers.get(0).value());
    assertArrayEquals(NO_TEXT, headers.get(1).value());
    assertNull(headers.get(2).value());
  }

  @Test
  void positionTopicArrivalTimeAndTidemarkAreKept() {
    DeadLetter letter = again(letter("{\"é\"".getBytes(UTF_8), null, List.of(), 1_000), true);

    assertEquals("{\"é\"", new String(letter.arrival().payload(), UTF_8));
    assertNull(letter.arrival().key());
    assertEquals(new Position("web-hits-12", 7), letter.arrival().position());
    assertEquals("web-hits", letter.arrival().topic());
    assertEquals(99, letter.arrival().arrivedAt());
    assertEquals(1_000, letter.tidemark());
    assertEquals(Reason.SCHEMA, letter.reason());
  }

  @Test
  void aPartitionsFirstArrivalsHaveNoTidemarkAndAFileHasNoTopic() {
    DeadLetter letter = again(letter(new byte[0], null, List.of(), Event.BEFORE_ALL), false);

    assertEquals(Event.BEFORE_ALL, letter.tidemark());
    assertNull(letter.arrival().topic());
    assertEquals(0, letter.arrival().payload().length);
  }
}
