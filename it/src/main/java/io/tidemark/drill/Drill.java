package io.tidemark.drill;

import io.tidemark.demo.Message;
import io.tidemark.demo.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Rounds of faults, and a table of what became of the outputs: the same cluster, broker, database
 * and lake for all of them, a job of its own for each fault.
 */
public final class Drill {
  private final DrillSystems systems;
  private final DrillSettings settings;
  private final Path directory;
  private final PrintStream err;
  private final TextTable table =
      TextTable.of("fault", "rounds", "sink", "rows expected", "rows found", "lost", "doubled");
  private final Set<String> told = new HashSet<>();
  private boolean holds = true;

  /**
   * @param directory where the specs are written
   * @param err for progress, and for what is lost or doubled
   */
  public Drill(DrillSystems systems, DrillSettings settings, Path directory, PrintStream err) {
    this.systems = systems;
    this.settings = settings;
    this.directory = directory;
    this.err = err;
  }

  /**
   * The rounds of one fault, over one job; none after one in which something was lost, or the fault
   * could not be made.
   */
  public void run(Fault fault) throws Exception {
    String name = fault.word().replace('-', '_');
    Random random = new Random(settings.seed() * 1_000_003 + fault.word().hashCode());
    List<Tally> tallies = List.of();
    int done = 0;
    try (DrillJob job = DrillJob.submit(systems, name, directory)) {
      while (done < settings.rounds() && tallies.stream().noneMatch(t -> t.lost() > 0)) {
        long begin = System.nanoTime();
        List<Message<Hit>> messages =
            HitTraffic.messages(done, random.nextLong(), settings.events());
        tallies = new Round(systems, job).run(fault, messages, random);
        tell(fault, ++done, (System.nanoTime() - begin) / 1_000_000_000L, tallies);
      }
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      err.println(fault.word() + ", round " + (done + 1) + ": " + e.getMessage());
      holds = false;
    }
    for (Tally tally : tallies) {
      addRow(fault, done, tally);
      holds &= tally.holds();
    }
  }

  private void tell(Fault fault, int round, long seconds, List<Tally> tallies) {
    long lost = tallies.stream().mapToLong(Tally::lost).sum();
    long doubled =
        tallies.stream().filter(t -> !t.output().mayDouble()).mapToLong(Tally::doubled).sum();
    err.printf(
        "%s %d of %d: %d s, %d lost and %d doubled so far%n",
        fault.word(), round, settings.rounds(), seconds, lost, doubled);
    for (Tally tally : tallies) {
      tally.examples().stream()
          .map(example -> "  " + tally.output().title() + ": " + example)
          .filter(told::add)
          .forEach(err::println);
    }
  }

  private void addRow(Fault fault, int rounds, Tally sum) {
    table.row(
        fault.word(),
        rounds,
        sum.output().title(),
        sum.expected(),
        sum.found(),
        sum.lost(),
        sum.output().mayDouble() ? sum.doubled() + " (may)" : String.valueOf(sum.doubled()));
  }

  /** Prints what became of every output under each fault so far. */
  public void print(PrintStream out) {
    table.print(out);
  }

  /** Whether every output has kept its promise so far. */
  public boolean holds() {
    return holds;
  }
}
