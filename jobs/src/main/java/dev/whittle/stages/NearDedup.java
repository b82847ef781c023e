// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.NearDedupConfig;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems whose statement is nearly that of a better-ranked problem that is kept.
 *
 * <p>MinHash bands give candidates, never verdicts: a bucket's rows are compared with its
 * best-ranked row, by exact Jaccard over their shingle sets. The guards that are on (numbers,
 * operators) are part of a bucket's key, so a template with a million numeric variants never meets
 * itself. Verified edges are resolved in rank order: a row is rejected only on a direct edge to a
 * row that is kept, never through a chain of neighbours. Rank: has an answer, has a solution,
 * source priority, longer statement, smallest problem_id.
 *
 * <p>Rows that share their text once numbers are masked get one {@code template_id} and stay: they
 * are other problems.
 */
public final class NearDedup implements Stage {
  private static final StructType FEATURES =
      new StructType()
          .add(Columns.PROBLEM_ID, DataTypes.StringType)
          .add("order", DataTypes.StringType)
          .add("answer", DataTypes.StringType)
          .add("shingles", DataTypes.createArrayType(DataTypes.LongType))
          .add("bands", DataTypes.createArrayType(DataTypes.LongType))
          .add("template", DataTypes.StringType)
          .add("guard", DataTypes.LongType);

  private static final StructType EDGES =
      new StructType()
          .add("worse", DataTypes.StringType)
          .add("better", DataTypes.StringType)
          .add("jaccard", DataTypes.DoubleType)
          .add("containment", DataTypes.DoubleType);

  /** Characters of an order before its problem_id: two flags, priority, length. */
  private static final int ORDER_PREFIX = 22;

  private final NearDedupConfig config;

  public NearDedup(NearDedupConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "near-dedup";
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
    return Schemas.NEAR_DEDUP;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Dataset<Row> features = context.checkpoint("features", features(problems));
    Dataset<Row> edges = context.checkpoint("edges", edges(features));
    Dataset<Row> rejected = context.checkpoint("rejected", resolved(edges, context));
    Dataset<Row> templates =
        features
            .filter(col("template").isNotNull())
            .groupBy("template")
            .agg(count(lit(1)).as("n"))
            .filter(col("n").gt(1))
            .select("template");
    Dataset<Row> templated =
        features
            .select(Columns.PROBLEM_ID, "template")
            .join(templates, "template")
            .withColumnRenamed("template", "template_id");
    Dataset<Row> anchors =
        rejected
            .groupBy(col("near_duplicate_of").as("anchor"))
            .agg(count(lit(1)).cast("int").as("near_duplicates"));
    context.metric("verified_edges", edges.count());
    return problems
        .join(rejected, Columns.PROBLEM_ID, "left")
        .join(anchors, col(Columns.PROBLEM_ID).equalTo(col("anchor")), "left")
        .drop("anchor")
        .join(templated, Columns.PROBLEM_ID, "left")
        .withColumn("near_duplicates", coalesce(col("near_duplicates"), lit(0)))
        .withColumn("near_edge_class", when(col("near_duplicate_of").isNotNull(), "near"))
        .withColumn(
            Columns.REASON,
            when(col("near_duplicate_of").isNotNull(), Reason.NEAR_DUPLICATE.code()));
  }

  /**
   * One text a row is analysed here, once. The order is a string, so that it compares the same
   * everywhere.
   */
  private Dataset<Row> features(Dataset<Row> problems) {
    NearDedupConfig settings = config;
    Column order =
        concat(
            flag(Columns.ANSWER),
            flag(Columns.SOLUTION),
            lpad(coalesce(col(Columns.SOURCE_PRIORITY), lit(999_999_999)).cast("string"), 10, "0"),
            lpad(lit(9_999_999_999L).minus(length(col(Columns.PROBLEM))).cast("string"), 10, "0"),
            col(Columns.PROBLEM_ID));
    return problems
        .select(
            col(Columns.PROBLEM_ID), order.as("order"), col(Columns.ANSWER), col(Columns.PROBLEM))
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                rows -> {
                  NearFeatures analysis = new NearFeatures(settings);
                  return Iterators.map(
                      rows,
                      row -> {
                        NearFeatures.Features found = analysis.of(row.getString(3));
                        return RowFactory.create(
                            row.getString(0),
                            row.getString(1),
                            row.getString(2),
                            found.shingles(),
                            found.bands(),
                            found.template(),
                            found.guard());
                      });
                },
            Encoders.row(FEATURES));
  }

  private static Column flag(String column) {
    return when(length(trim(coalesce(col(column), lit("")))).gt(0), "0").otherwise("1");
  }

  /** The problem_id at the end of an order. */
  private static Column id(Column order) {
    return order.substr(lit(ORDER_PREFIX + 1), length(order));
  }

  /** Verified pairs of a row and the best-ranked row of one of its buckets. */
  private Dataset<Row> edges(Dataset<Row> features) {
    // Most rows share their numbers and operators with no other row: they have no bucket to be
    // compared in.
    Dataset<Row> shared =
        features.groupBy("guard").agg(count(lit(1)).as("n")).filter(col("n").gt(1)).select("guard");
    Dataset<Row> buckets =
        features
            .join(shared, new String[] {"guard"}, "left_semi")
            .select(explode(col("bands")).as("bucket"), col("order"));
    Dataset<Row> leaders =
        buckets
            .groupBy("bucket")
            .agg(min(col("order")).as("leader"), count(lit(1)).as("n"))
            .filter(col("n").gt(1))
            .select("bucket", "leader");
    Dataset<Row> pairs =
        buckets
            .join(leaders, "bucket")
            .filter(col("order").notEqual(col("leader")))
            .select(id(col("order")).as("worse"), id(col("leader")).as("better"))
            .distinct();
    Dataset<Row> left =
        features.select(
            col(Columns.PROBLEM_ID).as("worse"), col("answer").as("a"), col("shingles").as("s"));
    Dataset<Row> right =
        features.select(
            col(Columns.PROBLEM_ID).as("better"), col("answer").as("b"), col("shingles").as("t"));
    double threshold = config.threshold();
    Gate answers = config.guards().answers() ? Gate.ASK : Gate.SKIP;
    return pairs
        .join(left, "worse")
        .join(right, "better")
        .select("worse", "better", "a", "b", "s", "t")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                rows -> {
                  AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
                  return Iterators.flat(rows, row -> verified(row, threshold, answers, verifier));
                },
            Encoders.row(EDGES));
  }

  /** Whether answers are compared. */
  private enum Gate {
    ASK,
    SKIP
  }

  private static List<Row> verified(
      Row pair, double threshold, Gate answers, AnswerVerifier verifier) {
    long[] left = longs(pair.getList(4));
    long[] right = longs(pair.getList(5));
    double jaccard = NearFeatures.jaccard(left, right);
    if (jaccard < threshold
        || (answers == Gate.ASK && conflict(verifier, pair.getString(2), pair.getString(3)))) {
      return List.of();
    }
    return List.of(
        RowFactory.create(
            pair.getString(0), pair.getString(1), jaccard, NearFeatures.containment(left, right)));
  }

  private static boolean conflict(AnswerVerifier verifier, String left, String right) {
    if (left == null || left.isBlank() || right == null || right.isBlank() || left.equals(right)) {
      return false;
    }
    return !verifier.matches(left, right) && !verifier.matches(right, left);
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Rows with a direct edge to a kept row. Every edge leads to a better-ranked row, so each round
   * settles at least the best undecided one; real pools take a few rounds.
   */
  private static Dataset<Row> resolved(Dataset<Row> edges, StageContext context) {
    Dataset<Row> open = edges;
    Dataset<Row> rejected = null;
    int round = 0;
    while (rejected == null || !open.isEmpty()) {
      Dataset<Row> undecided = open.select("worse").distinct();
      // Whoever has no open edge to a better row is kept: rows never worse, or whose better rows
      // were all rejected.
      Dataset<Row> toKept =
          open.join(undecided.withColumnRenamed("worse", "better"), "better", "left_anti");
      Dataset<Row> now =
          toKept
              .groupBy(col("worse").as(Columns.PROBLEM_ID))
              .agg(
                  max_by(
                          struct(col("better"), col("jaccard"), col("containment")),
                          struct(col("jaccard"), col("containment"), col("better")))
                      .as("edge"))
              .select(
                  col(Columns.PROBLEM_ID),
                  col("edge.better").as("near_duplicate_of"),
                  col("edge.jaccard").as("jaccard"),
                  col("edge.containment").as("containment"));
      now = context.checkpoint("rejected-" + round, now);
      rejected = rejected == null ? now : rejected.unionByName(now);
      Dataset<Row> gone = now.select(col(Columns.PROBLEM_ID));
      open =
          context.checkpoint(
              "open-" + round,
              open.join(gone.withColumnRenamed(Columns.PROBLEM_ID, "worse"), "worse", "left_anti")
                  .join(
                      gone.withColumnRenamed(Columns.PROBLEM_ID, "better"), "better", "left_anti"));
      round++;
    }
    context.metric("rounds", round);
    return rejected;
  }
}
