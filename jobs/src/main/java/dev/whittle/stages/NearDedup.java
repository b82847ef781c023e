// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.text.MathText;
import dev.whittle.text.Profile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that are nearly the text of a better-ranked problem, with the same numbers,
 * operators, decisive words and variables, and answers that do not contradict each other.
 *
 * <p>Candidates come from banded MinHash ({@link dev.whittle.text.Sketch}); a pair is judged by its
 * exact shingle sets ({@link Profile}), and a problem is rejected only on a verified edge to a
 * problem that is kept ({@link Anchors}). The bands are salted with what the guards compare, so a
 * template with a million numeric variants fills no bucket. A second, unsalted set of bands finds
 * pairs that only the guards keep apart: {@code paraphrase-candidate}, reported and kept. Problems
 * that differ in their numbers only share a {@code template_id} and are kept as {@code
 * numeric-variant}.
 *
 * <p>Statements are never shuffled or brought to the driver; band records travel as packed longs,
 * and the driver holds nodes and pairs in primitive arrays up to a configured number.
 */
public final class NearDedup implements Stage {
  /** Chooses the permutations; another seed is another algorithm. */
  private static final long SEED = 0x57484954L;

  private static final int RECORDS_PER_SHARD = 1_000_000;
  private static final int CANDIDATES_PER_SHARD = 50_000;

  private static final StructType PAIRS =
      Schemas.struct(
          Schemas.field("one", DataTypes.LongType, "a node, template or anchor"),
          Schemas.field("other", DataTypes.LongType, "a node, or the size of a capped bucket"),
          Schemas.field("kind", DataTypes.IntegerType, "pair, template or capped bucket"));

  private static final StructType EDGES =
      Schemas.struct(
          Schemas.field("better", DataTypes.LongType, "node of the better-ranked problem"),
          Schemas.field("worse", DataTypes.LongType, "node of the other"),
          Schemas.field("rank", DataTypes.LongType, "rank of the better one"),
          Schemas.field("better_id", DataTypes.StringType, "problem_id of the better one"),
          Schemas.field("worse_id", DataTypes.StringType, "problem_id of the other"),
          Schemas.field("jaccard", DataTypes.DoubleType, "similarity of the shingle sets"),
          Schemas.field("containment", DataTypes.DoubleType, "shared by the smaller set"),
          Schemas.field("edge_class", DataTypes.StringType, "near or paraphrase-candidate"));

  // Called non-deterministic so that the optimizer never computes it twice for a row.
  private static final UserDefinedFunction TEMPLATE =
      udf(
              (UDF1<String, String>)
                  text ->
                      MathText.canonical(text).isEmpty() ? null : Profile.templateOf(text).hex(),
              DataTypes.StringType)
          .asNondeterministic();

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
    return 2;
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
    Dataset<Row> texts =
        problems.select(
            Columns.PROBLEM_ID,
            Columns.PROBLEM,
            Columns.ANSWER,
            Columns.SOLUTION,
            Columns.SOURCE_PRIORITY);
    Dataset<Row> found = context.checkpoint("pairs", pairs(texts, context.spark()));
    Map<Integer, Long> counts = counts(found);
    long pairs = counts.getOrDefault(PairFinder.PAIR, 0L);
    if (pairs > config.maxPairs()) {
      throw new UserError(
          String.format(
              "Cannot resolve near duplicates: %,d pairs are to be verified, more than %,d"
                  + " (near-dedup.max-pairs). Raise it, at 16 bytes of driver memory a pair, or"
                  + " raise near-dedup.rows.",
              pairs, config.maxPairs()));
    }
    Dataset<Row> edges =
        context.checkpoint("edges", edges(texts, ofKind(found, PairFinder.PAIR), context));
    Dataset<Row> evidence = context.checkpoint("evidence", evidence(edges, context));
    long rows = evidence.count();
    report(found, counts, edges, context);
    long[] templates = templates(found, counts, context);
    return judged(
        problems,
        rows <= config.maxBroadcast() ? broadcast(evidence) : evidence,
        templates,
        context);
  }

  // ---- candidates

  private Dataset<Row> pairs(Dataset<Row> texts, SparkSession spark) {
    long records = texts.count() * (config.bands() + config.reportBands() + 1);
    int shards = (int) Math.max(1, Math.min(100_000, records / RECORDS_PER_SHARD + 1));
    PairFinder finder = new PairFinder(config, SEED, shards);
    JavaRDD<Row> pairs =
        texts
            .toJavaRDD()
            .mapPartitionsToPair(finder::bandRecords)
            .partitionBy(new LongBlocks.ByIndex(shards))
            .mapPartitionsToPair(finder::pairRecords)
            .partitionBy(new LongBlocks.ByIndex(shards))
            .mapPartitions(PairFinder::distinct);
    return spark.createDataFrame(pairs, PAIRS);
  }

  private static Map<Integer, Long> counts(Dataset<Row> found) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    // At most one row a kind.
    for (Row row : found.groupBy("kind").count().collectAsList()) {
      counts.put(row.getInt(0), row.getLong(1));
    }
    return counts;
  }

  private static Dataset<Row> ofKind(Dataset<Row> found, int kind) {
    return found.filter(col("kind").equalTo(kind));
  }

  /** Columns of longs as blocks of one primitive array a partition. */
  private static List<long[]> collected(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).toJavaRDD().mapPartitions(PairFinder::packed).collect();
  }

  // ---- verification

  private Dataset<Row> edges(Dataset<Row> texts, Dataset<Row> pairs, StageContext context) {
    Components components = Components.of(collected(pairs, "one", "other"));
    context.metric("largest_component", components.largest());
    context.metric("candidates", components.nodes());
    int shards = components.nodes() / CANDIDATES_PER_SHARD + 1;
    JavaSparkContext sparkContext =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    Broadcast<Components> shared = sparkContext.broadcast(components);
    Verification verification = new Verification(config, shared, shards);
    LongBlocks.ByIndex partitioner = new LongBlocks.ByIndex(shards);
    JavaPairRDD<Integer, byte[]> candidates =
        texts.toJavaRDD().mapPartitionsToPair(verification::candidates).partitionBy(partitioner);
    JavaPairRDD<Integer, long[]> toVerify =
        pairs
            .select("one", "other")
            .toJavaRDD()
            .mapPartitionsToPair(verification::pairs)
            .partitionBy(partitioner);
    JavaRDD<Row> edges = candidates.zipPartitions(toVerify, verification::edges);
    return context.spark().createDataFrame(edges, EDGES);
  }

  // ---- verdicts

  private Dataset<Row> evidence(Dataset<Row> edges, StageContext context) {
    Dataset<Row> near = edges.filter(col("edge_class").equalTo(Verification.NEAR));
    long[] rejected = Anchors.rejected(collected(near, "better", "worse"));
    JavaSparkContext sparkContext =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    Broadcast<long[]> gone = sparkContext.broadcast(rejected);
    FilterFunction<Row> betterStays = row -> Arrays.binarySearch(gone.value(), row.getLong(0)) < 0;
    FilterFunction<Row> worseStays = row -> Arrays.binarySearch(gone.value(), row.getLong(1)) < 0;
    Dataset<Row> duplicates =
        context.checkpoint("duplicates", best(near.filter(betterStays), Verification.NEAR));
    Dataset<Row> candidates =
        best(
            edges
                .filter(col("edge_class").equalTo(Verification.PARAPHRASE))
                .filter(betterStays)
                .filter(worseStays),
            Verification.PARAPHRASE);
    Dataset<Row> represented =
        duplicates
            .groupBy(col("of").as("id"))
            .agg(count(lit(1)).cast(DataTypes.IntegerType).as("duplicates"))
            .select(
                col("id"),
                lit(null).cast(DataTypes.StringType).as("of"),
                lit(null).cast(DataTypes.StringType).as("edge_class"),
                lit(null).cast(DataTypes.DoubleType).as("jaccard"),
                lit(null).cast(DataTypes.DoubleType).as("containment"),
                col("duplicates"));
    context.table("clusters", duplicates.drop("duplicates"));
    context.table("paraphrase-candidates", candidates.drop("duplicates"));
    // Of each column at most one of the three has a value for a problem.
    return duplicates
        .unionByName(candidates)
        .unionByName(represented)
        .groupBy("id")
        .agg(
            max("of").as("of"),
            max("edge_class").as("class"),
            max("jaccard").as("similarity"),
            max("containment").as("contained"),
            max("duplicates").as("duplicates"));
  }

  /** For each problem its edge to the best-ranked of its better neighbours. */
  private static Dataset<Row> best(Dataset<Row> edges, String edgeClass) {
    return edges
        .groupBy(col("worse_id").as("id"))
        .agg(
            min(struct(col("rank"), col("better_id"), col("jaccard"), col("containment")))
                .as("best"))
        .select(
            col("id"),
            col("best.better_id").as("of"),
            lit(edgeClass).as("edge_class"),
            col("best.jaccard").as("jaccard"),
            col("best.containment").as("containment"),
            lit(null).cast(DataTypes.IntegerType).as("duplicates"));
  }

  private static Dataset<Row> judged(
      Dataset<Row> problems, Dataset<Row> evidence, long[] templates, StageContext context) {
    Broadcast<long[]> known =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext()).broadcast(templates);
    UserDefinedFunction repeated =
        udf(
            (UDF1<String, Boolean>)
                template ->
                    template != null
                        && Arrays.binarySearch(
                                known.value(),
                                Long.parseUnsignedLong(template.substring(0, 16), 16))
                            >= 0,
            DataTypes.BooleanType);
    Column shared = when(repeated.apply(col("template")), col("template"));
    Column rejected = col("class").equalTo(Verification.NEAR);
    return problems
        .withColumn("template", TEMPLATE.apply(col(Columns.PROBLEM)))
        .join(evidence, col(Columns.PROBLEM_ID).equalTo(col("id")), "left")
        .withColumn("near_duplicate_of", when(rejected, col("of")))
        .withColumn("jaccard", when(rejected, col("similarity")))
        .withColumn("containment", when(rejected, col("contained")))
        .withColumn("template_id", shared)
        .withColumn(
            "near_edge_class",
            coalesce(
                col("class"), when(col("template_id").isNotNull(), Verification.NUMERIC_VARIANT)))
        .withColumn("near_duplicates", coalesce(col("duplicates"), lit(0)))
        .withColumn(Columns.REASON, when(rejected, Reason.NEAR_DUPLICATE.code()))
        .drop("id", "of", "class", "similarity", "contained", "duplicates", "template");
  }

  private long[] templates(Dataset<Row> found, Map<Integer, Long> counts, StageContext context) {
    long templates = counts.getOrDefault(PairFinder.TEMPLATE, 0L);
    context.metric("templates", templates);
    if (templates > config.maxPairs()) {
      throw new UserError(
          String.format(
              "Cannot mark numeric variants: %,d templates are more than %,d"
                  + " (near-dedup.max-pairs). Raise it.",
              templates, config.maxPairs()));
    }
    List<long[]> blocks = collected(ofKind(found, PairFinder.TEMPLATE), "one", "one");
    return Components.nodes(blocks);
  }

  private void report(
      Dataset<Row> found, Map<Integer, Long> counts, Dataset<Row> edges, StageContext context) {
    context.metric("pairs", counts.getOrDefault(PairFinder.PAIR, 0L));
    Map<String, Long> classes = new LinkedHashMap<>();
    // At most one row a class.
    for (Row row : edges.groupBy("edge_class").count().collectAsList()) {
      classes.put(row.getString(0), row.getLong(1));
    }
    context.metric("edges", classes);
    context.metric("s_curve", new PairFinder(config, SEED, 1).curve());
    long capped = counts.getOrDefault(PairFinder.CAPPED, 0L);
    context.metric("capped_buckets", capped);
    if (capped > 0) {
      context.table("capped-buckets", PairFinder.capped(ofKind(found, PairFinder.CAPPED)));
      context.note(
          String.format(
              "%,d buckets hold %,d problems or more: their members are compared with the best"
                  + " ranked only (tables/near-dedup-capped-buckets)",
              capped, config.cappedFrom()));
    }
  }
}
