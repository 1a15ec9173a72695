package io.tidemark.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidemark.enrich.DimensionSource.Read;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second read of h1 and h2, by a source that can tell what changed. */
class LoadingTest {
  @Test
  void rowsThatAreOnlyWhatChangedAreAddedToThoseBefore() throws Exception {
    assertEquals(3, second(true, List.of("h3")).index().keys());
  }

  @Test
  void rowsThatAreAllTakeThePlaceOfThoseBefore() throws Exception {
    assertEquals(1, second(false, List.of("h3")).index().keys());
  }

  @Test
  void noRowsAtAllAreADimensionThatWasEmptied() throws Exception {
    assertEquals(0, second(false, List.of()).index().keys());
  }

  @Test
  void indexStaysWhereNothingChanged() throws Exception {
    Load first = loading(true, List.of()).read(null);

    Load second = loading(true, List.of()).read(first);

    assertSame(first.index(), second.index());
    assertEquals(2, second.read().startedAt());
  }

  @Test
  void sourceThatKeepsNoMarkIsReadWhole() throws Exception {
    Loading whole =
        loading(
            (previous, rows) -> {
              rows.add(HostTable.row("h1", 0, Long.MAX_VALUE, "web"));
              return new Read(previous == null ? 1 : 2, null);
            });

    assertEquals(1, whole.read(whole.read(null)).read().startedAt());
  }

  private static Load second(boolean changes, List<String> hosts) throws Exception {
    Loading loading = loading(changes, hosts);
    return loading.read(loading.read(null));
  }

  private static Loading loading(boolean changes, List<String> hosts) {
    return loading(
        (previous, rows) -> {
          if (previous != null && changes) {
            rows.onlyChanges();
          }
          List<String> read = previous == null ? List.of("h1", "h2") : hosts;
          read.forEach(host -> rows.add(HostTable.row(host, 0, Long.MAX_VALUE, "web")));
          return new Read(previous == null ? 1 : 2, "mark");
        });
  }

  private static Loading loading(DimensionSource source) {
    return new Loading("id", HostTable.HOST, source, null, LoadClock.system());
  }
}
