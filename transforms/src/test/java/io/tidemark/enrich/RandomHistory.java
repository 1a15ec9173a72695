package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;

import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Event;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.testing.TestStream;

/**
 * An hour in which a dimension of three hosts grows while events arrive, and is read at random
 * moments, some of which fail. Rows are entered not later than they become valid; events come out
 * of order, up to ten minutes after and four before the clock says that they happened.
 */
final class RandomHistory {
  private static final int EVENTS = 100;
  private static final int VERSIONS = 60;

  private final Random random;
  private final HostTable table = HostTable.at("12:00");
  private final List<DimensionRow> rows = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final Script script;

  RandomHistory(long seed, UnaryOperator<TestStream.Builder<Chunk>> pause) {
    random = new Random(seed);
    script = new Script(table, pause);
    for (int version = 0; version < VERSIONS; version++) {
      enter("role" + version);
    }
    long now = at("12:00");
    arrive(now);
    script.then(moved -> moved.awaitThat(() -> !moved.reads().isEmpty()));
    for (int i = 0; i < EVENTS; i++) {
      now += random.nextInt(40_000);
      step(now);
      arrive(now);
    }
    script.then(good -> good.fail(0, new ConnectException())).advanceTo("14:00:00");
  }

  private void enter(String role) {
    long validFrom = at("11:50") + random.nextInt(80 * 60_000);
    long validTo = random.nextInt(4) > 0 ? Long.MAX_VALUE : validFrom + random.nextInt(600_000);
    DimensionRow row = HostTable.row("h" + random.nextInt(3), validFrom, validTo, role);
    rows.add(row);
    table.enter(validFrom - random.nextInt(600_000), row);
  }

  private void step(long now) {
    switch (random.nextInt(4)) {
      case 0 -> script.advanceTo(Timeline.text(now));
      case 1 -> script.then(failing -> failing.fail(1, new ConnectException("refused")));
      case 2 -> script.pause();
      default -> {}
    }
  }

  /** Chunks of two partitions, of one event or two. */
  private void arrive(long now) {
    long time = now + random.nextInt(14 * 60_000) - 10 * 60_000;
    List<Event> some = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      String host = "h" + random.nextInt(4);
      Event event =
          Timeline.event(
              events.size(), time - i * 200_000L, Event.BEFORE_ALL, host, (long) events.size());
      events.add(event);
      some.add(event);
    }
    script.add(Chunk.of("events-" + random.nextInt(2), 0, some, List.of()));
  }

  HostTable table() {
    return table;
  }

  Script script() {
    return script;
  }

  EnrichAsOf join(Refresh refresh) {
    return EnrichAsOf.of(HostTable.HOST, table, List.of("host"))
        .withRefresh(refresh)
        .withClock(table);
  }

  /** By looking through all rows that there are at the end. */
  List<String> expected() {
    List<String> expected = new ArrayList<>();
    for (Event event : events) {
      DimensionRow newest = null;
      for (DimensionRow row : rows) {
        if (row.key().get(0).equals(event.cells().get(0))
            && row.validFrom() <= event.time()
            && (newest == null || row.validFrom() > newest.validFrom())) {
          newest = row;
        }
      }
      boolean valid = newest != null && event.time() < newest.validTo();
      Object role = valid ? newest.columns().get(0) : null;
      expected.add(Cells.of(event.cells().get(0), event.cells().get(1), role).toString());
    }
    return expected;
  }
}
