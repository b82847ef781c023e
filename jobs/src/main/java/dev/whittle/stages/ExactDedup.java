// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.whittle.config.ExactDedupConfig;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.text.MathText;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems whose canonical text ({@link MathText}) repeats a better-ranked problem's.
 *
 * <p>Duplicates with another answer are one problem all the same: one is kept, and {@code
 * answer_conflict} is set on all of them, with their answers as evidence. A text without any token
 * is never merged with another.
 *
 * <p>Statements are never shuffled: a first pass finds the keys that stand more than once, a second
 * takes ids, ranks and answers of those rows only, a third puts the evidence on the rows.
 */
public final class ExactDedup implements Stage {
  /** Lists of evidence are cut to this many entries; the counts are whole. */
  private static final int MAX_LISTED = 20;

  private static final int MAX_LISTED_CHARS = 200;

  private static final String KEY = "canonical_key";

  // Called non-deterministic so that the optimizer never computes it twice for a row.
  private static final UserDefinedFunction KEY_OF =
      udf(
              (UDF1<String, String>)
                  text -> {
                    String canonical = MathText.canonical(text);
                    return canonical.isEmpty() ? null : MathText.key(canonical);
                  },
              DataTypes.StringType)
          .asNondeterministic();

  private static final UserDefinedFunction CONFLICT =
      udf((UDF2<String, String, Boolean>) Preferences::conflict, DataTypes.BooleanType);

  private final ExactDedupConfig config;

  public ExactDedup(ExactDedupConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "exact-dedup";
  }

  @Override
  public int algorithm() {
    return 1;
  }

  @Override
  public Object config() {
    return config;
  }

  @Override
  public StructType adds() {
    return Schemas.EXACT_DEDUP;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Dataset<Row> clusters = clusters(members(problems, context), context);
    long count = clusters.count();
    context.metric("clusters", count);
    context.table("clusters", clusters);
    Dataset<Row> small = count <= config.maxBroadcast() ? broadcast(clusters) : clusters;
    Column representative = col("best.problem_id");
    Column duplicate = representative.notEqual(col(Columns.PROBLEM_ID));
    Column same = xxhash64(col(Columns.PROBLEM)).equalTo(col("best.text"));
    Column classified = when(duplicate, when(same, "exact").otherwise("format-only"));
    return problems
        .withColumn(KEY, KEY_OF.apply(col(Columns.PROBLEM)))
        .join(small.withColumnRenamed(KEY, "cluster"), col(KEY).equalTo(col("cluster")), "left")
        .withColumn("exact_duplicate_of", when(duplicate, representative))
        .withColumn("exact_edge_class", classified)
        .withColumn(
            "exact_duplicates", coalesce(col("n").minus(1), lit(0)).cast(DataTypes.IntegerType))
        .withColumn("answer_conflict", coalesce(col("conflict"), lit(false)))
        .withColumn("twin_sources", col("sources"))
        .withColumn("twin_licenses", col("licenses"))
        .withColumn("twin_answers", col("answers"))
        .withColumn(
            Columns.REASON,
            when(col("exact_edge_class").equalTo("exact"), Reason.EXACT_DUPLICATE.code())
                .when(
                    col("exact_edge_class").equalTo("format-only"), Reason.FORMAT_DUPLICATE.code()))
        .drop("cluster", "best", "n", "sources", "licenses", "answers", "conflict");
  }

  /** What decides and documents a cluster, of the rows whose key may stand more than once. */
  private Dataset<Row> members(Dataset<Row> problems, StageContext context) {
    Dataset<Row> keys =
        problems.select(KEY_OF.apply(col(Columns.PROBLEM)).as(KEY)).filter(col(KEY).isNotNull());
    // Eight bytes a key: a key that stands twice by accident is told apart by the clusters.
    Dataset<Row> repeated =
        context.checkpoint(
            "repeated",
            keys.select(xxhash64(col(KEY)).as("hash"))
                .groupBy("hash")
                .agg(count(lit(1)).as("n"))
                .filter(col("n").gt(1))
                .select("hash"));
    boolean few = repeated.count() <= config.maxBroadcast();
    Preferences preferences = new Preferences(config.prefer());
    UserDefinedFunction rank =
        udf(
            (UDF4<String, String, Integer, Integer, Long>)
                (answer, solution, priority, length) ->
                    preferences.rank(answer, solution, priority, length == null ? 0 : length),
            DataTypes.LongType);
    return context.checkpoint(
        "members",
        problems
            .withColumn(KEY, KEY_OF.apply(col(Columns.PROBLEM)))
            .withColumn("hash", xxhash64(col(KEY)))
            .filter(col(KEY).isNotNull())
            .join(few ? broadcast(repeated) : repeated, "hash")
            .select(
                col(KEY),
                rank.apply(
                        col(Columns.ANSWER),
                        col(Columns.SOLUTION),
                        col(Columns.SOURCE_PRIORITY),
                        org.apache.spark.sql.functions.length(col(Columns.PROBLEM)))
                    .as("rank"),
                col(Columns.PROBLEM_ID),
                xxhash64(col(Columns.PROBLEM)).as("text"),
                col(Columns.ANSWER),
                col(Columns.SOURCE),
                col(Columns.LICENSE)));
  }

  /** One row a cluster of two or more: its representative, and the evidence its members share. */
  private static Dataset<Row> clusters(Dataset<Row> members, StageContext context) {
    Dataset<Row> clusters =
        members
            .groupBy(KEY)
            .agg(
                min(struct(col("rank"), col(Columns.PROBLEM_ID), col("text"), col(Columns.ANSWER)))
                    .as("best"),
                count(lit(1)).as("n"),
                listed(col(Columns.SOURCE)).as("sources"),
                listed(col(Columns.LICENSE)).as("licenses"),
                listed(substring(col(Columns.ANSWER), 1, MAX_LISTED_CHARS)).as("answers"))
            .filter(col("n").gt(1));
    Dataset<Row> conflicts =
        members
            .select(col(KEY), col(Columns.ANSWER))
            .distinct()
            .join(clusters.select(col(KEY), col("best.answer").as("first")), KEY)
            .filter(col(Columns.ANSWER).notEqual(col("first")))
            .withColumn("conflict", CONFLICT.apply(col("first"), col(Columns.ANSWER)))
            .groupBy(KEY)
            .agg(max(col("conflict")).as("conflict"));
    return context.checkpoint("clusters", clusters.join(conflicts, KEY_COLUMN, "left"));
  }

  private static final String[] KEY_COLUMN = {KEY};

  private static Column listed(Column values) {
    return slice(array_sort(collect_set(values)), 1, MAX_LISTED);
  }
}
