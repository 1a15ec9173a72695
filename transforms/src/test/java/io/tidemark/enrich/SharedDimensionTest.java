package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Cells;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a dimension is read, and what its users see meanwhile. */
class SharedDimensionTest {
  private static final Refresh EVERY_MINUTE = Refresh.every(Duration.ofMinutes(1));

  private final HostTable table = HostTable.at("12:00").enter("12:00", "h1", "12:00", "web");
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private @Nullable SharedDimension dimension;

  @AfterEach
  void close() {
    threads.shutdownNow();
    if (dimension != null) {
      dimension.close();
    }
  }

  private SharedDimension dimension(HostTable source, @Nullable Refresh refresh) {
    SharedDimension made =
        new SharedDimension(new Loading("id", HostTable.HOST, source, refresh, source), log::add);
    dimension = made;
    return made;
  }

  @Test
  void isReadEveryMinuteFromStartToStart() throws Exception {
    SharedDimension dimension = dimension(table, EVERY_MINUTE);

    Load first = dimension.load();
    table.enter("12:00:30", "h2", "12:00:30", "api");
    table.advanceTo("12:00:59.999");
    Load before = dimension.load();
    table.advanceTo("12:01:00");
    Load second = dimension.load();
    table.advanceTo("12:02:10");
    table.advanceTo("12:03:09.999");
    table.advanceTo("12:03:10");

    assertSame(first, before);
    assertEquals(1, first.index().versions());
    assertEquals(2, second.index().versions());
    assertEquals(at("12:01:00"), second.read().startedAt());
    assertEquals(List.of("12:00 1", "12:01 2", "12:02:10 2", "12:03:10 2"), table.reads());
    assertEquals(List.of(), log);
  }

  @Test
  void isReadOnceWithoutARefresh() throws Exception {
    SharedDimension dimension = dimension(table, null);

    Load first = dimension.load();

    assertSame(first, dimension.load());
    assertEquals(List.of("12:00 1"), table.reads());
  }

  @Test
  void onlyWhatChangedIsReadWhereTheSourceCanTell() throws Exception {
    SharedDimension dimension = dimension(table.incremental(), EVERY_MINUTE);

    dimension.load();
    table.enter("12:00:30", "h1", "12:00:30", "api");
    table.enter("12:00:40", "h1", "12:00", "db"); // a correction of what was read
    table.advanceTo("12:01:00");
    Load changed = dimension.load();
    table.advanceTo("12:02:00");
    Load unchanged = dimension.load();

    assertEquals(List.of("12:00 1", "12:01 2", "12:02 0"), table.reads());
    assertEquals(2, changed.index().versions());
    assertEquals("db", role(changed, "12:00:00"));
    assertEquals("api", role(changed, "12:00:30"));
    assertSame(changed.index(), unchanged.index());
    assertEquals(at("12:02:00"), unchanged.read().startedAt());
  }

  @Test
  void failingRefreshLeavesTheLastGoodReadAndIsToldOnce() throws Exception {
    SharedDimension dimension = dimension(table, EVERY_MINUTE);
    Load good = dimension.load();

    table.fail(3, new ConnectException("refused"));
    table.advanceTo("12:01:00");
    table.advanceTo("12:01:01");
    table.advanceTo("12:01:03");
    Load kept = dimension.load();
    table.advanceTo("12:01:07");
    Load again = dimension.load();
    table.fail(1, new ConnectException("refused again"));
    table.advanceTo("12:02:07");

    assertSame(good, kept);
    assertEquals(at("12:01:07"), again.begunAt());
    assertEquals(
        List.of(
            "12:00 1",
            "12:01 failed",
            "12:01:01 failed",
            "12:01:03 failed",
            "12:01:07 1",
            "12:02:07 failed"),
        table.reads());
    assertEquals(
        List.of(
            "dimension host could not be read again, events get what was read at"
                + " 2026-11-01T12:00:00Z: refused",
            "dimension host is read again",
            "dimension host could not be read again, events get what was read at"
                + " 2026-11-01T12:01:07Z: refused again"),
        log);
  }

  @Test
  void failuresAreRepeatedNoLaterThanTheNextRefreshAndAtMostAMinuteApart() {
    assertEquals(
        List.of(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L),
        waits(new Backoff(3_600_000), 8));
    assertEquals(List.of(1_000L, 2_000L, 3_000L, 3_000L), waits(new Backoff(3_000), 4));
    assertEquals(List.of(200L, 200L), waits(new Backoff(200), 2));
  }

  private static List<Long> waits(Backoff backoff, int count) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waits.add(backoff.next());
    }
    return waits;
  }

  @Test
  void refreshThatFindsWrongRowsIsAFailureAsWell() throws Exception {
    SharedDimension dimension = dimension(table, EVERY_MINUTE);
    Load good = dimension.load();

    table.fail(1, new DimensionException("dimension host has two different rows"));
    table.advanceTo("12:01:00");
    Load kept = dimension.load();
    table.advanceTo("12:01:01");

    assertSame(good, kept);
    assertEquals(at("12:01:01"), dimension.load().begunAt());
    assertEquals(2, log.size());
  }

  @Test
  void olderThanMaxAgeIsAnErrorThatSaysSinceWhenAndWhy() throws Exception {
    SharedDimension dimension = dimension(table, EVERY_MINUTE.withMaxAge(Duration.ofSeconds(90)));
    Load good = dimension.load();

    table.fail(100, new ConnectException("refused"));
    table.advanceTo("12:01:00");
    table.advanceTo("12:01:30");
    Load oldest = dimension.load();
    table.advanceTo("12:01:30.001");
    DimensionException tooOld = assertThrows(DimensionException.class, dimension::load);
    table.fail(0, new ConnectException());
    table.advanceTo("12:03:00");

    assertSame(good, oldest);
    assertEquals(
        "dimension host was last read at 2026-11-01T12:00:00Z, longer ago than its maxAge of"
            + " 1m30s: the last attempt failed: refused",
        tooOld.getMessage());
    assertEquals(at("12:03:00"), dimension.load().begunAt());
  }

  @Test
  void firstReadIsOneReadForAllThatWaitForIt() throws Exception {
    SharedDimension dimension = dimension(table.fail(1, new ConnectException("refused")), null);

    List<Future<Load>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(threads.submit(dimension::load));
    }
    table.awaitThat(() -> table.reads().size() == 1);
    table.rush();
    table.wakeAll();
    Load load = dimension.load();

    for (Future<Load> user : users) {
      assertSame(load, user.get());
    }
    assertEquals(List.of("12:00 failed", "12:00:01 1"), table.reads());
    assertEquals(
        List.of(
            "dimension host is not read yet, events wait for it: refused",
            "dimension host is read again"),
        log);
  }

  @Test
  void firstReadIsAnErrorAfterAMinute() {
    SharedDimension dimension =
        dimension(table.fail(100, new ConnectException("refused")).rush(), null);

    IOException failed = assertThrows(IOException.class, dimension::load);

    assertEquals("dimension host could not be read for a minute: refused", failed.getMessage());
    assertEquals("refused", failed.getSuppressed()[0].getMessage());
    assertEquals(
        List.of(
            "12:00 failed",
            "12:00:01 failed",
            "12:00:03 failed",
            "12:00:07 failed",
            "12:00:15 failed",
            "12:00:31 failed",
            "12:01 failed"),
        table.reads());
  }

  @Test
  void wrongRowsAreAnErrorAtOnceInTheFirstRead() {
    SharedDimension dimension = dimension(table.fail(9, new DimensionException("wrong")), null);

    assertEquals("wrong", assertThrows(DimensionException.class, dimension::load).getMessage());
    assertEquals(List.of("12:00 failed"), table.reads());
  }

  @Test
  void readIsBegunEarlyForWhoWaitsForItAndNotBeforeItCanCover() throws Exception {
    SharedDimension dimension = dimension(table, Refresh.every(Duration.ofHours(1)));
    dimension.load();

    Future<Load> covering = threads.submit(() -> dimension.loadCovering(at("12:00:05")));
    table.awaitThat(() -> table.waitsUntil(at("12:00:05")));
    table.advanceTo("12:00:04.999");
    table.advanceTo("12:00:05");

    assertEquals(at("12:00:05"), covering.get().read().startedAt());
    assertEquals(List.of("12:00 1", "12:00:05 1"), table.reads());
    table.awaitThat(() -> table.waitsUntil(at("13:00:05")));
  }

  @Test
  void whoWaitsForAReadLearnsThatItIsClosed() throws Exception {
    SharedDimension dimension = dimension(table, Refresh.every(Duration.ofHours(1)));
    dimension.load();

    Future<Load> covering = threads.submit(() -> dimension.loadCovering(at("12:00:05")));
    table.awaitThat(() -> table.waitsUntil(at("12:00:05")));
    dimension.close();
    ExecutionException failed = assertThrows(ExecutionException.class, covering::get);

    assertEquals(CancellationException.class, failed.getCause().getClass());
  }

  @Test
  void userThatWaitsForTheFirstReadCanBeInterrupted() throws Exception {
    SharedDimension dimension = dimension(table.fail(1, new ConnectException("refused")), null);
    Future<Load> reader = threads.submit(dimension::load);
    table.awaitThat(() -> table.waitsUntil(at("12:00:01")));

    Thread.currentThread().interrupt();

    assertThrows(InterruptedException.class, dimension::load);
    assertEquals(false, reader.isDone());
  }

  @Test
  void nothingOfItIsLeftWhenTheLastUserLetsGo() throws Exception {
    Loading loading = new Loading("shared", HostTable.HOST, table, EVERY_MINUTE, table);
    SharedDimension one = SharedDimension.acquire(loading);
    SharedDimension other = SharedDimension.acquire(loading);
    one.load();
    table.advanceTo("12:01:00");

    one.release();
    table.advanceTo("12:02:00");
    Thread refresher = table.refresher();
    other.release();
    refresher.join();

    assertSame(one, other);
    assertEquals(List.of("12:00 1", "12:01 1", "12:02 1"), table.reads());
    assertEquals(false, SharedDimension.inUse(table));
    assertEquals(List.of(), log);
  }

  private static @Nullable Object role(Load load, String time) {
    @Nullable Object[] cells = {"h1", null};
    int version = load.index().find(Cells.of("h1"), new int[] {0}, at(time));
    load.index().copy(version, cells, 1);
    return cells[1];
  }
}
