package io.tidemark.bench;

import java.util.List;

/** The contenders, by the names that the command line and the tables have for them. */
final class Contenders {
  static final String LIMIT = "limit";
  static final String FLINK_SQL = "flink-sql";
  static final String FLINK_DATASTREAM = "flink-datastream";
  static final String TIDEMARK = "tidemark";

  /** In the order of the tables. */
  static final List<String> NAMES =
      List.of(LIMIT, FLINK_DATASTREAM, "flink-sql-tuned", FLINK_SQL, "beam", TIDEMARK);

  private Contenders() {}

  static Contender of(String name) {
    return switch (name) {
      case LIMIT -> new Limit();
      case FLINK_DATASTREAM -> new FlinkDataStream();
      case "flink-sql-tuned" -> new FlinkSql(true);
      case FLINK_SQL -> new FlinkSql(false);
      case "beam" -> new PlainBeam();
      case TIDEMARK -> new Tidemark();
      default -> throw new IllegalArgumentException("no contender " + name);
    };
  }
}
