// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What scripts/bench/funnel needs of Spark beside the funnel itself. */
public final class FunnelBenchmark {
  private FunnelBenchmark() {}

  /**
   * {@code floor IN OUT}: reads a stage's problems and writes them again, which every stage does.
   *
   * <p>{@code rates IN OUT}: solve rates for problems, drawn by their id: a share of 0.2 is solved by
   * the baseline, one of 0.05 once to three times of 8 by the strong model, the others never.
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("funnel benchmark " + args[0]).getOrCreate();
    Dataset<Row> in = spark.read().parquet(args[1]).where(col("verdict").equalTo("kept"));
    switch (args[0]) {
      case "floor" -> in.write().parquet(args[2]);
      case "rates" ->
          in.select(
                  col("problem"),
                  when(uniform(1).lt(0.2), lit(0.5)).otherwise(lit(0.0)).as("baseline"),
                  when(uniform(2).lt(0.05), floor(uniform(3).multiply(3)).plus(1).divide(8))
                      .otherwise(lit(0.0))
                      .as("strong"))
              .write()
              .parquet(args[2]);
      default -> throw new IllegalArgumentException(args[0]);
    }
    spark.stop();
  }

  private static Column uniform(int salt) {
    return pmod(xxhash64(col("problem_id"), lit(salt)), lit(1_000_003L)).divide(1_000_003.0);
  }
}
