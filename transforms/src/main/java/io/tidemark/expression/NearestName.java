package io.tidemark.expression;

import java.util.List;
import java.util.Locale;

/** The known name that someone who wrote another one most likely meant. */
final class NearestName {
  private NearestName() {}

  /** "no column hots; did you mean host?" */
  static String noColumn(String name, List<String> known) {
    int allowed = Math.max(1, name.length() / 3);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String each : known) {
      int edits = edits(name.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (edits <= allowed && edits < least) {
        least = edits;
        nearest = each;
      }
    }
    if (nearest != null) {
      return "no column " + name + "; did you mean " + nearest + "?";
    }
    return known.isEmpty()
        ? "no column " + name
        : "no column " + name + "; there are " + String.join(", ", known);
  }

  /** How many letters to put in, take out, change, or swap with the next, from one to the other. */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[from.length()][to.length()];
  }
}
