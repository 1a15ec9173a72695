package io.tidemark.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.drill.Row.Age;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Age EVENT = new Age(0, 0, -1);
  private static final List<Row> EXPECTED = List.of(event("p@1", "a"), event("p@2", "b"));

  private static Row event(String position, String values) {
    return new Row(position, values, EVENT);
  }

  private static Row pane(long revision, int kind, String values) {
    return new Row("h 12:00", values, new Age(5, revision, kind));
  }

  private static Tally of(Row... found) {
    return Tally.of(Output.EVENTS_LAKE, EXPECTED, List.of(found));
  }

  @Test
  void everyRowOnceIsExact() {
    Tally tally = of(event("p@2", "b"), event("p@1", "a"));

    assertEquals(List.of(2L, 2L, 0L, 0L), figures(tally));
    assertTrue(tally.holds());
  }

  @Test
  void aMissingRowIsLostAndNamed() {
    Tally tally = of(event("p@1", "a"));

    assertEquals(List.of(2L, 1L, 1L, 0L), figures(tally));
    assertEquals(List.of("p@2: b expected, found nothing"), tally.examples());
    assertFalse(tally.holds());
  }

  @Test
  void aRowWithAnotherValueIsLost() {
    Tally tally = of(event("p@1", "a"), event("p@2", "x"));

    assertEquals(1, tally.lost());
    assertFalse(tally.holds());
  }

  @Test
  void aRowThatIsThereTwiceIsDoubled() {
    Tally tally = of(event("p@1", "a"), event("p@2", "b"), event("p@2", "b"));

    assertEquals(List.of(2L, 2L, 0L, 1L), figures(tally));
    assertFalse(tally.holds());
  }

  @Test
  void aRowThatNobodyExpectsIsDoubledAndNamed() {
    Tally tally = of(event("p@1", "a"), event("p@2", "b"), event("p@3", "c"));

    assertEquals(1, tally.doubled());
    assertEquals(1, tally.examples().size());
  }

  @Test
  void onlyTheNewestPaneMustBeRightAndOlderOnesAreNoDoubles() {
    List<Row> expected = List.of(pane(3, 2, "n=3"));
    List<Row> found = List.of(pane(3, 2, "n=3"), pane(1, 0, "n=1"), pane(2, 1, "n=2"));

    Tally tally = Tally.of(Output.WINDOWS_LAKE, expected, found);

    assertEquals(List.of(1L, 1L, 0L, 0L), figures(tally));
  }

  @Test
  void theSamePaneTwiceIsDoubledWhichAtLeastOnceAllows() {
    List<Row> expected = List.of(pane(3, 2, "n=3"));
    List<Row> found = List.of(pane(3, 2, "n=3"), pane(1, 0, "n=1"), pane(1, 0, "n=1"));

    assertFalse(Tally.of(Output.WINDOWS_LAKE, expected, found).holds());
    assertTrue(Tally.of(Output.WINDOWS_TOPIC, expected, found).holds());
    assertEquals(1, Tally.of(Output.WINDOWS_TOPIC, expected, found).doubled());
  }

  @Test
  void twoPanesOfOneAgeThatDifferAreLostEvenAtLeastOnce() {
    List<Row> expected = List.of(pane(3, 2, "n=3"));

    Tally tally =
        Tally.of(Output.WINDOWS_TOPIC, expected, List.of(pane(3, 2, "n=3"), pane(3, 2, "n=4")));

    assertFalse(tally.holds());
  }

  private static List<Long> figures(Tally tally) {
    return List.of(tally.expected(), tally.found(), tally.lost(), tally.doubled());
  }
}
