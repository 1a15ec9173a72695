package io.tidemark.bench;

import java.util.List;

/** The contenders, by the names that the command line and the tables have for them. */
final class Contenders {
  static final String LIMIT = "limit";
  static final String FLINK_SQL = "flink-sql";
  static final String FLINK_DATASTREAM = "flink-datastream";
  static final String FLINK_SQL_BATCH = "flink-sql-batch";
  static final String TIDEMARK = "tidemark";
  static final String TIDEMARK_BATCH = "tidemark-batch";

  /** In the order of the tables. */
  static final List<String> NAMES =
      List.of(LIMIT, FLINK_DATASTREAM, "flink-sql-tuned", FLINK_SQL, "beam", TIDEMARK);

  /** Those of a live job, in the order of its table. */
  static final List<String> LIVE = List.of("flink-sql-live", "tidemark-live");

  /** Those of a bounded job, in the order of its table. */
  static final List<String> BATCH = List.of(FLINK_SQL_BATCH, TIDEMARK_BATCH);

  private Contenders() {}

  static Contender of(String name) {
    return switch (name) {
      case LIMIT -> new Limit();
      case FLINK_DATASTREAM -> new FlinkDataStream();
      case "flink-sql-tuned" -> FlinkSql.tuned();
      case FLINK_SQL, FLINK_SQL_BATCH -> FlinkSql.untuned();
      case "beam" -> new PlainBeam();
      case TIDEMARK, TIDEMARK_BATCH -> new Tidemark();
      case "flink-sql-live" -> new FlinkSqlLive();
      case "tidemark-live" -> new TidemarkLive();
      default -> throw new IllegalArgumentException("no contender " + name);
    };
  }
}
