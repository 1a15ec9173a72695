package io.tidemark.enrich;

import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.beam.sdk.transforms.DoFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The dimension {@code host} with its source and its clock, driven by a test: rows are there from
 * when they are entered, and time stands still until it is moved. What travels is its id.
 */
final class HostTable implements DimensionSource, LoadClock {
  static final Schema KEY = Schema.of(Field.required("name", Type.STRING));
  static final Schema COLUMNS = Schema.of(Field.nullable("role", Type.STRING));
  static final Dimension HOST = new Dimension("host", KEY, false, COLUMNS, 1_000);

  /** The partition of {@link Drive}. */
  static final String CLOCK = "clock";

  /** Of what is seen: events before dead letters, each in the order of their offsets. */
  static final Comparator<String> BY_OFFSET =
      Comparator.comparing((String seen) -> seen.startsWith("events"))
          .thenComparing(
              seen ->
                  Integer.valueOf(seen.replaceFirst("^(?:\\[[^,]*, |events-\\d+@)(\\d+).*", "$1")));

  private static final long DEADLINE_MILLIS = 30_000;
  private static final Map<String, State> STATES = new ConcurrentHashMap<>();

  private final String id;
  private final boolean incremental;

  private HostTable(String id, boolean incremental) {
    this.id = id;
    this.incremental = incremental;
  }

  private static final class State {
    private final Collection<Entered> rows = new ArrayList<>();
    private final Map<Thread, Waiter> waiters = new ConcurrentHashMap<>();
    private final List<String> reads = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private long now;
    private boolean rushing;
    private int failures;
    private @Nullable Exception failure;
  }

  private record Entered(long at, DimensionRow row) {}

  private record Waiter(Object monitor, long until) {}

  /** An empty one, read whole each time; it is {@code now}. */
  static HostTable at(String now) {
    HostTable table = new HostTable(UUID.randomUUID().toString(), false);
    State state = new State();
    state.now = Timeline.at(now);
    STATES.put(table.id, state);
    return table;
  }

  /** The same one as a source that tells what changed. */
  HostTable incremental() {
    return new HostTable(id, true);
  }

  private State state() {
    return STATES.get(id);
  }

  /** That {@code host} has {@code role} from {@code validFrom} on is entered at {@code at}. */
  HostTable enter(String at, String host, String validFrom, String role) {
    return enter(Timeline.at(at), row(host, Timeline.at(validFrom), Long.MAX_VALUE, role));
  }

  HostTable enter(long at, DimensionRow row) {
    State state = state();
    synchronized (state) {
      state.rows.add(new Entered(at, row));
    }
    return this;
  }

  static DimensionRow row(String host, long validFrom, long validTo, @Nullable String role) {
    return new DimensionRow(Cells.of(host), validFrom, validTo, Cells.of(role));
  }

  /** The next {@code times} reads fail. */
  HostTable fail(int times, Exception failure) {
    State state = state();
    synchronized (state) {
      state.failures = times;
      state.failure = failure;
    }
    return this;
  }

  /** Until a read goes well time does not stand still: who waits finds that it has come. */
  HostTable rush() {
    state().rushing = true;
    return this;
  }

  @Override
  public Read read(@Nullable Read previous, Rows rows) throws Exception {
    State state = state();
    synchronized (state) {
      String time = Timeline.text(state.now);
      state.notifyAll();
      if (state.failures > 0) {
        state.failures--;
        state.reads.add(time + " failed");
        throw state.failure;
      }
      long since = incremental && previous != null ? previous.startedAt() : Long.MIN_VALUE;
      if (since != Long.MIN_VALUE) {
        rows.onlyChanges();
      }
      Map<List<Object>, DimensionRow> newest = new LinkedHashMap<>();
      for (Entered entered : state.rows) {
        if (entered.at() <= state.now && entered.at() > since) {
          DimensionRow row = entered.row();
          newest.put(List.of(row.key(), row.validFrom()), row);
        }
      }
      newest.values().forEach(rows::add);
      state.rushing = false;
      state.reads.add(time + " " + newest.size());
      return new Read(state.now, incremental ? "mark" : null);
    }
  }

  /** When each read was, and how many rows it gave. */
  List<String> reads() {
    State state = state();
    synchronized (state) {
      return List.copyOf(state.reads);
    }
  }

  @Override
  public long millis() {
    State state = state();
    synchronized (state) {
      return state.now;
    }
  }

  @Override
  @SuppressWarnings("WaitNotInLoop")
  public void await(Object monitor, long until) throws InterruptedException {
    State state = state();
    synchronized (state) {
      if (state.rushing && until != Long.MAX_VALUE) {
        state.now = Math.max(state.now, until);
      }
      if (until <= state.now) {
        return;
      }
      state.waiters.put(Thread.currentThread(), new Waiter(monitor, until));
      state.notifyAll();
    }
    try {
      monitor.wait();
    } finally {
      state.waiters.remove(Thread.currentThread());
    }
  }

  /** Moves time; what the refresh had to do by then is done when this returns. */
  void advanceTo(long time) {
    State state = state();
    awaitThat(() -> refresher(state) != null);
    Waiter waiter;
    synchronized (state) {
      state.now = Math.max(state.now, time);
      waiter = refresher(state);
      if (waiter == null || waiter.until() > state.now) {
        return;
      }
      state.waiters.values().remove(waiter);
    }
    synchronized (waiter.monitor()) {
      waiter.monitor().notifyAll();
    }
    awaitThat(() -> refresher(state) != null);
  }

  void advanceTo(String time) {
    advanceTo(Timeline.at(time));
  }

  /** Whether somebody waits until then. */
  boolean waitsUntil(long time) {
    return state().waiters.values().stream().anyMatch(waiter -> waiter.until() == time);
  }

  /** Lets all that wait look at the clock. */
  void wakeAll() {
    for (Waiter waiter : List.copyOf(state().waiters.values())) {
      synchronized (waiter.monitor()) {
        waiter.monitor().notifyAll();
      }
    }
  }

  /** The thread that refreshes it. */
  Thread refresher() {
    awaitThat(() -> refresher(state()) != null);
    return state().waiters.keySet().stream()
        .filter(thread -> thread.getName().startsWith("dimension "))
        .findFirst()
        .orElseThrow();
  }

  private static @Nullable Waiter refresher(State state) {
    for (Map.Entry<Thread, Waiter> waiter : state.waiters.entrySet()) {
      if (waiter.getKey().getName().startsWith("dimension ")) {
        return waiter.getValue();
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HostTable that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** What came out so far, in the order of its coming. */
  List<String> seen() {
    State state = state();
    synchronized (state) {
      return List.copyOf(state.seen);
    }
  }

  void see(String what) {
    State state = state();
    synchronized (state) {
      state.seen.add(what);
      state.notifyAll();
    }
  }

  void awaitThat(BooleanSupplier condition) {
    State state = state();
    long deadline = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
    synchronized (state) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within 30 s: reads " + state.reads + " seen " + state.seen);
        }
        try {
          state.wait(100);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** What a {@link Drive} does when it comes to that chunk. */
  interface Step extends Serializable {
    void run(HostTable table) throws IOException;
  }

  /**
   * Does the steps of the test where their chunks stand in the stream: the chunk of sequence n is
   * the nth. They end here.
   */
  static final class Drive extends DoFn<Chunk, Chunk> {
    private final HostTable table;
    private final List<Step> steps;

    Drive(HostTable table, List<Step> steps) {
      this.table = table;
      this.steps = steps;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) throws IOException {
      if (chunk.partition().equals(CLOCK)) {
        steps.get((int) chunk.sequence()).run(table);
      } else {
        out.output(chunk);
      }
    }
  }
}
