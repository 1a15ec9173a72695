package io.tidemark.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.demo.Oracle.Dedup;
import io.tidemark.demo.Oracle.Kept;
import io.tidemark.demo.Oracle.Missed;
import io.tidemark.demo.Oracle.Sessions;
import io.tidemark.demo.Oracle.Sliding;
import io.tidemark.demo.Oracle.Slot;
import io.tidemark.demo.Oracle.Version;
import io.tidemark.demo.Oracle.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OracleTest {
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);
  private static final View<Word, String> VIEW =
      new View<>(
          "words",
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          word -> !word.text().equals("skip"),
          Word::text,
          words -> words.size() > 1);

  private record Word(Instant time, String text) implements Dated {}

  @Test
  void tidemarkIsTheWatermarkOfTheOwnPartitionJustBefore() {
    List<Message<Word>> messages =
        List.of(
            kept(0, "12:00:20", "a"),
            kept(1, "12:00:00", "a"),
            kept(0, "12:00:10", "a"),
            kept(0, "12:01:00", "a"),
            kept(1, "12:00:01", "a"),
            kept(0, "12:00:00", "a"));

    List<Kept<Word>> kept = Oracle.kept(messages, OUT_OF_ORDERNESS);

    assertEquals(
        List.of(
            Oracle.BEFORE_ALL,
            Oracle.BEFORE_ALL,
            ms("12:00:05"),
            ms("12:00:05"),
            ms("11:59:45"),
            ms("12:00:45")),
        kept.stream().map(Kept::tidemark).toList());
    assertEquals(List.of(0L, 0L, 1L, 2L, 1L, 3L), kept.stream().map(Kept::offset).toList());
  }

  @Test
  void whatHasNoEventTimeMovesNoWatermarkAndWhatACheckRefusesDoes() {
    Message<Word> future =
        new Message<>(0, "k", new byte[0], Optional.empty(), Optional.of("FUTURE_EVENT_TIME"));
    Message<Word> checked =
        new Message<>(
            0, "k", new byte[0], Optional.of(word("13:00:15", "a")), Optional.of("CHECK_FAILED"));

    List<Kept<Word>> kept =
        Oracle.kept(
            List.of(future, kept(0, "12:00:00", "a"), checked, kept(0, "12:00:00", "a")),
            OUT_OF_ORDERNESS,
            Optional.empty());

    assertEquals(
        List.of(Oracle.BEFORE_ALL, ms("13:00:00")), kept.stream().map(Kept::tidemark).toList());
    assertEquals(List.of(1L, 3L), kept.stream().map(Kept::offset).toList());
  }

  @Test
  void anEventIsTooLateFromTheWindowsEndAndTheAllowedLatenessOn() {
    Kept<Word> lastAccepted = new Kept<>(word("12:04:59.999", "a"), 0, 0, ms("12:14:59.999"));
    Kept<Word> firstTooLate = new Kept<>(word("12:04:59.999", "a"), 0, 1, ms("12:15:00"));
    Kept<Word> nextWindow = new Kept<>(word("12:05:00", "a"), 0, 2, ms("12:15:00"));

    Oracle.Outcome<Word, String> outcome =
        Oracle.judge(List.of(lastAccepted, firstTooLate, nextWindow), VIEW);

    assertEquals(
        Map.of(
            slot("a", "12:00:00"), List.of(lastAccepted.event()),
            slot("a", "12:05:00"), List.of(nextWindow.event())),
        outcome.accepted());
    assertEquals(List.of(new Missed<>(firstTooLate, slot("a", "12:00:00"))), outcome.tooLate());
  }

  @Test
  void filteredAcceptedAndTooLateAddUpToWhatIsKept() {
    List<Kept<Word>> kept =
        Oracle.kept(
            List.of(
                kept(0, "12:00:00", "skip"),
                kept(0, "12:00:00", "a"),
                kept(0, "13:00:00", "b"),
                kept(0, "12:00:00", "skip"),
                kept(0, "12:00:00", "a")),
            OUT_OF_ORDERNESS,
            Optional.empty());

    Oracle.Outcome<Word, String> outcome = Oracle.judge(kept, VIEW);

    assertEquals(2, outcome.filtered());
    assertEquals(2, outcome.acceptedEvents());
    assertEquals(1, outcome.tooLate().size());
  }

  @Test
  void onlySlotsThatHavingLikesAreWritten() {
    List<Kept<Word>> kept =
        Oracle.kept(
            List.of(kept(0, "12:00:00", "a"), kept(0, "12:00:00", "b"), kept(0, "12:01:00", "b")),
            OUT_OF_ORDERNESS,
            Optional.empty());

    Oracle.Outcome<Word, String> outcome = Oracle.judge(kept, VIEW);

    assertEquals(Set.of(slot("b", "12:00:00")), outcome.written(VIEW).keySet());
  }

  @Test
  void aCopyIsADuplicateUntilTheWatermarkHasPassedTheEventByWithin() {
    List<Message<Word>> messages =
        List.of(
            kept(0, "12:00:00", "a"),
            kept(0, "12:00:00", "a"),
            kept(1, "12:00:00", "a"),
            kept(0, "12:01:00", "a"),
            kept(0, "12:01:00.001", "a"),
            kept(0, "12:01:15", "b"),
            kept(0, "12:00:00", "a"));

    List<Kept<Word>> kept =
        Oracle.kept(
            messages,
            OUT_OF_ORDERNESS,
            Optional.of(new Dedup<>(Word::text, Duration.ofMinutes(1))));

    assertEquals(
        List.of(at("12:00:00"), at("12:00:00"), at("12:01:00.001"), at("12:01:15"), at("12:00:00")),
        kept.stream().map(one -> one.event().time()).toList());
  }

  @Test
  void anEventOfSlidingWindowsMayBeTooLateForOneAndNotForTheNext() {
    View<Word, String> view = shaped(new Sliding(Duration.ofMinutes(10), Duration.ofMinutes(5)));
    Kept<Word> event = new Kept<>(word("12:03:00", "a"), 0, 0, ms("12:16:00"));

    Oracle.Outcome<Word, String> outcome = Oracle.judge(List.of(event), view);

    Slot<String> missed = new Slot<>("a", at("11:55:00"), at("12:05:00"));
    assertEquals(List.of(new Missed<>(event, missed)), outcome.tooLate());
    assertEquals(
        Set.of(new Slot<>("a", at("12:00:00"), at("12:10:00"))), outcome.accepted().keySet());
  }

  @Test
  void sessionsMergeWhereTheyOverlapAndNeverAcrossMaxLength() {
    View<Word, String> view = shaped(new Sessions(Duration.ofMinutes(5), Duration.ofHours(1)));
    List<Kept<Word>> kept =
        Oracle.kept(
            List.of(
                kept(0, "12:00:00", "a"),
                kept(0, "12:04:59.999", "a"),
                kept(0, "12:09:59.999", "a"),
                kept(0, "12:58:00", "a"),
                kept(0, "13:01:00", "a"),
                kept(0, "12:02:00", "b")),
            OUT_OF_ORDERNESS,
            Optional.empty());

    Oracle.Outcome<Word, String> outcome = Oracle.judge(kept, view);

    assertEquals(
        Set.of(
            new Slot<>("a", at("12:00:00"), at("12:09:59.999")),
            new Slot<>("a", at("12:09:59.999"), at("12:14:59.999")),
            new Slot<>("a", at("12:58:00"), at("13:00:00")),
            new Slot<>("a", at("13:01:00"), at("13:06:00"))),
        outcome.accepted().keySet());
    assertEquals(1, outcome.tooLate().size());
  }

  private static View<Word, String> shaped(Oracle.Shape shape) {
    return new View<>(
        "words",
        shape,
        Duration.ofMinutes(10),
        word -> true,
        Word::text,
        words -> true,
        Optional.empty());
  }

  @Test
  void onlyTheFirstSlotOfAKeyIsWrittenUntilItsQuietTimeIsOver() {
    View<Word, String> view =
        new View<>(
            "words",
            new Sliding(Duration.ofMinutes(10), Duration.ofMinutes(5)),
            Duration.ZERO,
            word -> true,
            Word::text,
            words -> true,
            Optional.of(Duration.ofMinutes(10)));
    List<Kept<Word>> kept =
        List.of(
            new Kept<>(word("12:03:00", "a"), 0, 0, Oracle.BEFORE_ALL),
            new Kept<>(word("12:13:00", "a"), 0, 1, Oracle.BEFORE_ALL));

    Oracle.Outcome<Word, String> outcome = Oracle.judge(kept, view);

    assertEquals(
        Set.of(
            new Slot<>("a", at("11:55:00"), at("12:05:00")),
            new Slot<>("a", at("12:05:00"), at("12:15:00"))),
        outcome.written(view).keySet());
  }

  @Test
  void versionHoldsFromItsTimeOnUntilTheNext() {
    List<Version<String>> versions =
        List.of(
            new Version<>("k", at("12:00:00"), "first"),
            new Version<>("k", at("13:00:00"), "second"),
            new Version<>("other", at("12:30:00"), "other"));

    assertEquals(Optional.empty(), Oracle.asOf(versions, "k", at("11:59:59.999")));
    assertEquals(Optional.of("first"), Oracle.asOf(versions, "k", at("12:00:00")));
    assertEquals(Optional.of("first"), Oracle.asOf(versions, "k", at("12:59:59.999")));
    assertEquals(Optional.of("second"), Oracle.asOf(versions, "k", at("13:00:00")));
  }

  private static Message<Word> kept(int partition, String time, String text) {
    return new Message<>(
        partition, "k", new byte[0], Optional.of(word(time, text)), Optional.empty());
  }

  private static Word word(String time, String text) {
    return new Word(at(time), text);
  }

  private static Slot<String> slot(String key, String start) {
    return new Slot<>(key, at(start), at(start).plus(Duration.ofMinutes(5)));
  }

  private static long ms(String time) {
    return at(time).toEpochMilli();
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-01T" + time + "Z");
  }
}
