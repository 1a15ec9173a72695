package io.tidemark.bench;

/**
 * A column that compares each line of a table with one of them.
 *
 * @param key names it in JSON
 * @param to the line compared with
 * @param ofSpeed of events per second; else of CPU seconds
 */
record Ratio(String key, String to, boolean ofSpeed) {
  static Ratio ofCpu(String key, String to) {
    return new Ratio(key, to, false);
  }

  static Ratio ofSpeed(String key, String to) {
    return new Ratio(key, to, true);
  }

  String header() {
    return (ofSpeed ? "speed / " : "CPU / ") + to;
  }
}
