// SPDX-License-Identifier: Apache-2.0
package dev.whittle;

import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** The one local session of the tests, and small tables of problems written inline. */
public final class TestSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .appName("whittle-tests")
          .config("spark.master", "local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "4")
          .config("spark.sql.extensions", "dev.whittle.sampling.SamplingExtensions")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.parquet.compression.codec", "zstd")
          .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
          .getOrCreate();

  private TestSpark() {}

  public static SparkSession session() {
    return SESSION;
  }

  /** A table of {@link Schemas#PROBLEM} rows. */
  public static Dataset<Row> problems(Row... rows) {
    return problems(Arrays.asList(rows));
  }

  /** A table of {@link Schemas#PROBLEM} rows. */
  public static Dataset<Row> problems(List<Row> rows) {
    return SESSION.createDataFrame(rows, Schemas.PROBLEM);
  }

  /** A problem of source "test" and priority 100 without solution, domain or level. */
  public static Row problem(String id, String problem, String answer) {
    return problem(id, "test", 100, problem, answer, null, null);
  }

  /** A problem with what representatives and domains are chosen by. */
  public static Row problem(
      String id,
      String source,
      int priority,
      String problem,
      String answer,
      String solution,
      String domain) {
    return RowFactory.create(
        id, source, id, problem, answer, solution, domain, null, "MIT", Map.of(), priority);
  }

  /** {@code problem_id} to {@code reason} (null when kept) of a judged table. */
  public static Map<String, String> reasons(Dataset<Row> judged) {
    Map<String, String> reasons = new TreeMap<>();
    for (Row row : judged.select(Columns.PROBLEM_ID, Columns.REASON).collectAsList()) {
      reasons.put(row.getString(0), row.getString(1));
    }
    return reasons;
  }
}
