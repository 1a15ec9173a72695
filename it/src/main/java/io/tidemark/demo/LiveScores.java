package io.tidemark.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plays of six games between twelve teams, one of them in no league and one that changes its league
 * half way; three runs of baskets; the ticks of the game clocks.
 */
public final class LiveScores implements Example<LiveScores.Play> {
  private static final long SEED = 20_261_103;
  private static final int GAMES = 6;
  private static final List<String> LEAGUES = List.of("north", "south", "isles");

  /** Something that happens in a game. */
  public record Play(
      String id,
      Instant time,
      String game,
      String team,
      String kind,
      long points,
      @Nullable String player,
      @Nullable Double distance)
      implements Dated {

    boolean isTick() {
      return kind.equals("clock");
    }

    boolean isBasket() {
      return kind.equals("basket");
    }
  }

  /** What the dimension knows of a team. */
  public record Team(String name, String league) {}

  /** The key of the view {@code score}. */
  public record Side(String game, String team, Optional<String> name) {}

  @Override
  public String name() {
    return "live-scores";
  }

  @Override
  public String summary() {
    return "points per game, team and league, teams on a run";
  }

  @Override
  public Outputs outputs() {
    return new Outputs(
        "plays",
        List.of("score", "points_by_league"),
        row -> !row.getField("kind").equals("clock"),
        """
        SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI') AS "window", game, team, name,
          points, baskets, fouls, farthest, round(usual::numeric, 2) AS usual, pane, revision
        FROM score ORDER BY points DESC, game, team, window_start LIMIT 8
        """,
        List.of("game", "team"),
        "points",
        "on_a_run",
        "score-alerts",
        false,
        List.of("game", "team", "window_start", "points", "baskets", "pane"),
        "plays.dead-letters",
        "sports.plays",
        "sports.late_plays",
        "play_id",
        List.of("played_at", "game", "team", "kind", "points", "teams_league", "tidemark"));
  }

  /** The versions of the dimension {@code teams}. */
  public List<Oracle.Version<Team>> teams(Instant end) {
    List<Oracle.Version<Team>> versions = new ArrayList<>();
    for (int i = 1; i < 2 * GAMES; i++) {
      Team known = new Team("Team " + (char) ('A' + i), LEAGUES.get(i % LEAGUES.size()));
      versions.add(new Oracle.Version<>(team(i), end.minus(Duration.ofDays(365)), known));
    }
    versions.add(
        new Oracle.Version<>(team(1), end.minus(SPAN.dividedBy(2)), new Team("Team B", "isles")));
    return versions;
  }

  @Override
  public String dimensions(Instant end) {
    return "CREATE TABLE teams (team_id text, name text, league text, valid_from timestamptz);"
        + teams(end).stream()
            .map(
                v ->
                    "('%s','%s','%s','%s')"
                        .formatted(v.key(), v.value().name(), v.value().league(), v.from()))
            .collect(Collectors.joining(",", "INSERT INTO teams VALUES ", ""));
  }

  @Override
  public List<Oracle.View<Play, ?>> views(Instant end) {
    List<Oracle.Version<Team>> teams = teams(end);
    Duration quarter = Duration.ofMinutes(15);
    return List.of(
        new Oracle.View<>(
            "score",
            quarter,
            Duration.ofHours(1),
            play -> !play.isTick(),
            play ->
                new Side(
                    play.game(),
                    play.team(),
                    Oracle.asOf(teams, play.team(), play.time()).map(Team::name)),
            plays -> true),
        new Oracle.View<>(
            "points_by_league",
            quarter,
            Duration.ofHours(1),
            play -> !play.isTick(),
            play -> Oracle.asOf(teams, play.team(), play.time()).map(Team::league),
            plays -> true),
        new Oracle.View<>(
            "on_a_run",
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Play::isBasket,
            play -> List.of(play.game(), play.team()),
            plays -> plays.stream().mapToLong(Play::points).sum() >= 30));
  }

  @Override
  public Traffic<Play> traffic(Instant end, int messages) {
    Random random = new Random(SEED);
    Arrivals<Play> arrivals =
        new Arrivals<>(
            random,
            end,
            new Arrivals.Form<>(
                Play::team,
                LiveScores::json,
                "played_at",
                time -> LongNode.valueOf(time.toEpochMilli()),
                "points"));
    long step = SPAN.toNanos() / messages;
    for (int i = 0; i < messages; i++) {
      Instant time = Instant.ofEpochMilli(end.minus(SPAN).plusNanos(step * i).toEpochMilli());
      Play play = play(random, "p" + i, time, end);
      if (random.nextInt(400) == 0) {
        arrivals.arriveRefused(basket(play.id(), time, 0, 7, 6.5), "CHECK_FAILED");
      } else {
        arrivals.arrive(play);
      }
    }
    arrivals.ebb((id, time) -> new Play(id, time, game(0), team(0), "clock", 0, null, null));
    List<Message<Play>> stragglers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      stragglers.add(arrivals.kept(basket("late" + i, end.minusSeconds(60L * i), 2, 3, 7.25)));
    }
    return new Traffic<>(arrivals.inOrder(), stragglers);
  }

  private static Play play(Random random, String id, Instant time, Instant end) {
    int team = random.nextInt(2 * GAMES);
    double distance = 1 + random.nextInt(1000) / 100.0;
    long minute = Duration.between(end.minus(SPAN), time).toMinutes();
    int what = random.nextInt(10);
    if (minute % 50 == 20 && what != 0) {
      return basket(id, time, 5, 3, distance);
    }
    if (what == 0) {
      return new Play(id, time, game(team), team(team), "clock", 0, null, null);
    }
    if (what == 1) {
      return new Play(id, time, game(team), team(team), "foul", 0, "n" + what, null);
    }
    if (what < 6) {
      return new Play(id, time, game(team), team(team), "miss", 0, "n" + what, distance);
    }
    return basket(id, time, team, 1 + random.nextInt(3), distance);
  }

  private static Play basket(String id, Instant time, int team, long points, double distance) {
    return new Play(id, time, game(team), team(team), "basket", points, "n" + points, distance);
  }

  private static String game(int team) {
    return "game-" + (1 + team / 2);
  }

  private static String team(int i) {
    return "team-%02d".formatted(i);
  }

  private static ObjectNode json(Play play) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("play_id", play.id())
            .put("played_at", play.time().toEpochMilli())
            .put("game", play.game())
            .put("team", play.team())
            .put("kind", play.kind());
    if (play.points() != 0) {
      json.put("points", play.points()); // the spec's default is 0
    }
    if (play.player() != null) {
      ObjectNode by = json.putObject("by").put("player", play.player());
      if (play.distance() != null) {
        by.put("distance", play.distance());
      }
    }
    return json;
  }
}
