// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.Verdict;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The core set of a run and how its columns read for people and trainers. Only {@code problem_id}
 * and {@code rank} must be there; what no stage of the recipe added reads as null.
 */
final class CoreSet {
  static final String RANK = "rank";

  /** What {@link #solutionKind()} says. */
  static final String CHAIN = "reasoning chain";

  static final String OFFICIAL = "official solution";
  static final String NONE = "none";

  /** Behind every name. */
  private static final String LAST = "\uffff";

  private static final String RATE_SUFFIX = "_solve_rate";

  private final Dataset<Row> rows;

  CoreSet(Dataset<Row> rows) {
    this.rows = rows;
  }

  /** The kept rows under the folder of a core-set stage. */
  static CoreSet read(SparkSession spark, RunFiles files, String folder) {
    if (files.parquet(folder).isEmpty()) {
      StructType nothing =
          Schemas.PROBLEM.add(
              Schemas.field(RANK, DataTypes.IntegerType, "1 is the first problem of the core set"));
      return new CoreSet(spark.createDataFrame(List.of(), nothing));
    }
    // The whole folder, not verdict=kept: that one is missing when nothing was kept.
    return new CoreSet(
        spark
            .read()
            .parquet(folder)
            .filter(functions.col(Columns.VERDICT).equalTo(Verdict.KEPT.code()))
            .drop(Columns.VERDICT));
  }

  Dataset<Row> rows() {
    return rows;
  }

  /** The rows with the given columns, in one partition and in the core set's order. */
  Dataset<Row> ranked(Column... columns) {
    return ordered(functions.lit(0), columns);
  }

  /** The same, all of a domain together; those without a domain come last. */
  Dataset<Row> byDomain(Column... columns) {
    return ordered(functions.coalesce(domain(), functions.lit(LAST)), columns);
  }

  private Dataset<Row> ordered(Column first, Column... columns) {
    Column[] withOrder = Arrays.copyOf(columns, columns.length + 3);
    withOrder[columns.length] = first.as("__first");
    withOrder[columns.length + 1] = rows.col(RANK).as("__rank");
    withOrder[columns.length + 2] = rows.col(Columns.PROBLEM_ID).as("__id");
    return rows.select(withOrder)
        .repartition(1)
        .sortWithinPartitions("__first", "__rank", "__id")
        .drop("__first", "__rank", "__id");
  }

  /** The names of the first solve-rate columns, in the funnel's order, at most {@code limit}. */
  List<String> solveRates(int limit) {
    return Arrays.stream(rows.columns())
        .filter(name -> name.endsWith(RATE_SUFFIX))
        .limit(limit)
        .toList();
  }

  /** {@code strong} for {@code strong_solve_rate}. */
  static String rateName(String column) {
    return column.substring(0, column.length() - RATE_SUFFIX.length()).replace('_', ' ');
  }

  /** The statement that models were asked: the converted one where quality converted it. */
  Column question() {
    return functions.coalesce(text("prompt_problem"), text(Columns.PROBLEM), functions.lit(""));
  }

  /** The answer that attempts were graded against. */
  Column answer() {
    return functions.coalesce(text("prompt_answer"), text(Columns.ANSWER), functions.lit(""));
  }

  /** The best chain, else the official solution, else the empty string. */
  Column solution() {
    return functions.coalesce(
        unlessBlank("chain"), unlessBlank(Columns.SOLUTION), functions.lit(""));
  }

  /** What {@link #solution()} is: {@link #CHAIN}, {@link #OFFICIAL} or {@link #NONE}. */
  Column solutionKind() {
    return functions
        .when(
            unlessBlank("chain")
                .isNotNull()
                .and(functions.not(text("chain_source").eqNullSafe("official"))),
            CHAIN)
        .when(solution().notEqual(""), OFFICIAL)
        .otherwise(NONE);
  }

  /** The field of mathematics: the group that quotas go by, else the source's own word. */
  Column domain() {
    return functions.coalesce(text("domain_group"), text(Columns.DOMAIN));
  }

  /** A column as text. */
  Column text(String name) {
    return typed(name, DataTypes.StringType);
  }

  /** A column as a double. */
  Column number(String name) {
    return typed(name, DataTypes.DoubleType);
  }

  private Column typed(String name, DataType type) {
    return Arrays.asList(rows.columns()).contains(name)
        ? rows.col(name).cast(type)
        : functions.lit(null).cast(type);
  }

  private Column unlessBlank(String name) {
    return functions.when(functions.trim(text(name)).notEqual(""), text(name));
  }
}
