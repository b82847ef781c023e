// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.Problems;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import dev.whittle.text.MathText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that hold an item of a benchmark: the same canonical text, or enough of the
 * item's n-grams. An item shorter than an n-gram counts as found when all of it stands in the
 * problem as one run of tokens.
 *
 * <p>A share of the item is asked for, not any shared n-gram: contest boilerplate is shared by
 * thousands of problems that are not the item's copies. Numbers are tokens, so a copy with other
 * numbers shares fewer n-grams, and is not looked for.
 *
 * <p>Benchmarks up to the configured number of n-grams go to the executors as primitive arrays, and
 * the problems are read in one narrow pass; larger ones are joined. Both give the same verdicts.
 */
public final class Decontaminate implements Stage {
  private static final String NAME = "decontaminate";
  private static final String EXACT = "exact";
  private static final String NGRAM = "ngram";
  private static final String MATCH = "_match";
  private static final String ITEM = BenchmarkItems.ITEM;

  private static final StructType MATCHED =
      new StructType()
          .add(ITEM, DataTypes.IntegerType)
          .add("contaminated_match", DataTypes.StringType)
          .add("overlap", DataTypes.DoubleType)
          .add("matched_span", DataTypes.StringType);

  private final DecontaminateConfig config;
  private final Map<String, SourceConfig> benchmarks;
  private final ReadLimits limits;

  /**
   * @param benchmarks all benchmarks of the sources file; the configuration picks some by name
   * @throws UserError when a picked name is not among them
   */
  public Decontaminate(
      DecontaminateConfig config, Map<String, SourceConfig> benchmarks, ReadLimits limits) {
    this.config = config;
    this.limits = limits;
    this.benchmarks = new LinkedHashMap<>();
    for (String name : config.benchmarks()) {
      SourceConfig benchmark = benchmarks.get(name);
      if (benchmark == null) {
        throw new UserError(
            "Cannot decontaminate: there is no benchmark '"
                + name
                + "' (decontaminate.benchmarks)"
                + Problems.suggestion(name, benchmarks.keySet())
                + " Add it under benchmarks in the sources file, or take it out of the list.");
      }
      this.benchmarks.put(name, benchmark);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int algorithm() {
    return 1;
  }

  @Override
  public Object config() {
    // Where the files lie is no part of the result; their content is, see inputs.
    return config;
  }

  @Override
  public StructType adds() {
    return Schemas.DECONTAMINATE;
  }

  @Override
  public Map<String, String> inputs(SparkSession spark) {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    benchmarks.forEach((name, benchmark) -> paths.put(name, benchmark.paths()));
    Map<String, String> hashes = new LinkedHashMap<>();
    SourceReader.fingerprint(spark, paths, limits)
        .forEach((name, hash) -> hashes.put("benchmark " + name, hash));
    // How a benchmark is read decides what its items are.
    benchmarks.forEach(
        (name, benchmark) ->
            hashes.put(
                "mapping of benchmark " + name,
                benchmark.format()
                    + " "
                    + benchmark.records()
                    + " "
                    + benchmark.map()
                    + " "
                    + benchmark.strip()
                    + " "
                    + benchmark.answerFrom()));
    return hashes;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Dataset<Row> items =
        BenchmarkItems.of(
            SourceReader.problems(context.spark(), benchmarks, limits), config, context);
    Row counted = items.agg(sum(size(col(BenchmarkItems.GRAMS)))).first();
    long grams = counted.isNullAt(0) ? 0 : counted.getLong(0);
    context.metric("benchmark_ngrams", grams);
    boolean small = grams <= config.broadcastLimit();
    Dataset<Row> matched =
        small ? broadcasting(problems, items, context) : joining(problems, items, context);
    Dataset<Row> names =
        items.select(
            col(ITEM).as("named_item"),
            col(BenchmarkItems.BENCHMARK),
            col(BenchmarkItems.ITEM_ID),
            col(BenchmarkItems.ITEM_ANSWER));
    return evidence(
        matched.join(
            small ? broadcast(names) : names,
            matched.col(ITEM).equalTo(names.col("named_item")),
            "left"));
  }

  private Dataset<Row> evidence(Dataset<Row> matched) {
    Column exact = col("contaminated_match").equalTo(EXACT);
    Column enough =
        config.mode() == Mode.ANY
            ? col("overlap").gt(0)
            : col("overlap").gt(0).and(col("overlap").geq(config.minOverlap()));
    Column reason =
        when(exact, lit(Reason.BENCHMARK_EXACT.code()))
            .when(enough, lit(Reason.BENCHMARK_OVERLAP.code()));
    Column found = col(Columns.REASON).isNotNull();
    Column agrees =
        udf(new AnswersAgree(), DataTypes.BooleanType)
            .apply(col(BenchmarkItems.ITEM_ANSWER), col(Columns.ANSWER));
    return matched
        .withColumn(Columns.REASON, reason)
        .withColumn("contaminated_by", when(found, col(BenchmarkItems.BENCHMARK)))
        .withColumn("contaminated_item", when(found, col(BenchmarkItems.ITEM_ID)))
        .withColumn("contaminated_match", when(found, col("contaminated_match")))
        .withColumn("matched_span", when(found, col("matched_span")))
        .withColumn("answer_agrees", when(found, agrees))
        .drop(
            ITEM,
            "named_item",
            BenchmarkItems.BENCHMARK,
            BenchmarkItems.ITEM_ID,
            BenchmarkItems.ITEM_ANSWER);
  }

  // ---- small benchmarks: one narrow pass

  private Dataset<Row> broadcasting(
      Dataset<Row> problems, Dataset<Row> items, StageContext context) {
    List<BenchmarkIndex.Item> hashed = new ArrayList<>();
    // Hashes only, and at most as many as the configured limit.
    for (Row row :
        items
            .select(
                ITEM,
                BenchmarkItems.KEY_HIGH,
                BenchmarkItems.KEY_LOW,
                BenchmarkItems.LENGTH,
                BenchmarkItems.GRAMS)
            .collectAsList()) {
      hashed.add(
          new BenchmarkIndex.Item(
              row.getInt(0),
              row.getLong(1),
              row.getLong(2),
              row.getInt(3),
              row.<Long>getList(4).stream().mapToLong(Long::longValue).toArray()));
    }
    Broadcast<BenchmarkIndex> index =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext())
            .broadcast(new BenchmarkIndex(hashed, config.ngram()));
    Dataset<Row> matched =
        problems.withColumn(
            MATCH,
            udf(new Matcher(index, config), MATCHED)
                .asNondeterministic()
                .apply(col(Columns.PROBLEM)));
    for (String column : MATCHED.fieldNames()) {
      matched = matched.withColumn(column, col(MATCH + "." + column));
    }
    return matched.drop(MATCH);
  }

  /** Looks a statement up in the broadcast index. */
  private record Matcher(Broadcast<BenchmarkIndex> index, DecontaminateConfig config)
      implements UDF1<String, Row> {
    @Override
    public Row call(String problem) {
      if (problem == null) {
        return RowFactory.create(null, null, 0.0, null);
      }
      String canonical = MathText.canonical(problem);
      BenchmarkIndex items = index.value();
      int exact = items.exact(BenchmarkItems.keyHigh(canonical), BenchmarkItems.keyLow(canonical));
      if (exact >= 0) {
        return RowFactory.create(exact, EXACT, 1.0, Grams.cut(canonical, config.maxSpan()));
      }
      Grams grams = Grams.of(problem, config.tokens());
      BenchmarkIndex.Match match = items.overlap(grams);
      return match.item() < 0
          ? RowFactory.create(null, null, 0.0, null)
          : RowFactory.create(
              match.item(),
              NGRAM,
              match.overlap(),
              grams.text(match.start(), match.end(), config.maxSpan()));
    }
  }

  // ---- large benchmarks: joins on hashes

  private static final StructType GRAM =
      new StructType()
          .add("gram_id", DataTypes.StringType)
          .add("gram", DataTypes.LongType)
          .add("place", DataTypes.LongType);

  private static final StructType KEY =
      new StructType()
          .add("key_id", DataTypes.StringType)
          .add(BenchmarkItems.KEY_HIGH, DataTypes.LongType)
          .add(BenchmarkItems.KEY_LOW, DataTypes.LongType);

  private Dataset<Row> joining(Dataset<Row> problems, Dataset<Row> items, StageContext context) {
    // At most ngram different lengths.
    int[] lengths =
        items
            .where(size(col(BenchmarkItems.GRAMS)).gt(0))
            .select(BenchmarkItems.LENGTH)
            .distinct()
            .orderBy(BenchmarkItems.LENGTH)
            .collectAsList()
            .stream()
            .mapToInt(row -> row.getInt(0))
            .toArray();
    Dataset<Row> texts =
        problems
            .select(Columns.PROBLEM_ID, Columns.PROBLEM)
            .where(col(Columns.PROBLEM).isNotNull());
    DecontaminateConfig settings = config;
    FlatMapFunction<Row, Row> grams = row -> grams(row, settings, lengths);
    FlatMapFunction<Row, Row> keys = row -> keys(row);

    Dataset<Row> exact =
        texts
            .flatMap(keys, Encoders.row(KEY))
            .join(
                items.select(ITEM, BenchmarkItems.KEY_HIGH, BenchmarkItems.KEY_LOW),
                scala.jdk.javaapi.CollectionConverters.asScala(
                        List.of(BenchmarkItems.KEY_HIGH, BenchmarkItems.KEY_LOW))
                    .toSeq())
            .groupBy("key_id")
            .agg(min(ITEM).as("exact_item"));

    Dataset<Row> itemGrams =
        items.select(
            col(ITEM),
            size(col(BenchmarkItems.GRAMS)).as("total"),
            explode(col(BenchmarkItems.GRAMS)).as("item_gram"));
    Dataset<Row> overlaps =
        texts
            .flatMap(grams, Encoders.row(GRAM))
            .join(itemGrams, col("gram").equalTo(col("item_gram")))
            .groupBy("gram_id", ITEM)
            .agg(
                count_distinct(col("gram")).divide(max("total")).as("share"),
                collect_set("place").as("places"))
            .groupBy("gram_id")
            // The largest share; of equal ones the smallest item.
            .agg(
                max(struct(col("share"), lit(0).minus(col(ITEM)).as("minus_item"), col("places")))
                    .as("best"));

    Dataset<Row> found =
        problems
            .join(exact, problems.col(Columns.PROBLEM_ID).equalTo(exact.col("key_id")), "left")
            .join(
                overlaps,
                problems.col(Columns.PROBLEM_ID).equalTo(overlaps.col("gram_id")),
                "left");
    Column isExact = col("exact_item").isNotNull();
    Column hasBest = col("best").isNotNull();
    Column span =
        udf(new Span(config), DataTypes.StringType)
            .apply(col(Columns.PROBLEM), when(isExact, null).otherwise(col("best.places")));
    return found
        .withColumn(
            ITEM, when(isExact, col("exact_item")).otherwise(lit(0).minus(col("best.minus_item"))))
        .withColumn("contaminated_match", when(isExact, lit(EXACT)).when(hasBest, lit(NGRAM)))
        .withColumn(
            "overlap", when(isExact, lit(1.0)).when(hasBest, col("best.share")).otherwise(lit(0.0)))
        .withColumn("matched_span", when(isExact.or(hasBest), span))
        .drop("key_id", "exact_item", "gram_id", "best");
  }

  private static Iterator<Row> keys(Row row) {
    String canonical = MathText.canonical(row.getString(1));
    if (canonical.isEmpty()) {
      return Collections.emptyIterator();
    }
    return List.of(
            RowFactory.create(
                row.getString(0),
                BenchmarkItems.keyHigh(canonical),
                BenchmarkItems.keyLow(canonical)))
        .iterator();
  }

  private static Iterator<Row> grams(Row row, DecontaminateConfig config, int[] lengths) {
    Grams grams = Grams.of(row.getString(1), config.tokens());
    List<Row> rows = new ArrayList<>();
    for (int length : lengths) {
      for (int i = 0; i < grams.runs(length); i++) {
        // A place is where a run starts, and how long it is.
        rows.add(
            RowFactory.create(row.getString(0), grams.hash(i, length), (long) i << 32 | length));
      }
    }
    return rows.iterator();
  }

  /** The longest run of a statement that the places of shared n-grams cover; all of it, if null. */
  private record Span(DecontaminateConfig config)
      implements UDF2<String, scala.collection.Seq<Long>, String> {
    @Override
    public String call(String problem, scala.collection.Seq<Long> places) {
      if (problem == null) {
        return null;
      }
      if (places == null) {
        return Grams.cut(MathText.canonical(problem), config.maxSpan());
      }
      List<int[]> runs = new ArrayList<>();
      for (long place : scala.jdk.javaapi.CollectionConverters.asJava(places)) {
        runs.add(new int[] {(int) (place >> 32), (int) place});
      }
      int[] run = BenchmarkIndex.longestRun(runs);
      return Grams.of(problem, config.tokens()).text(run[0], run[1], config.maxSpan());
    }
  }

  /** Whether two answers are the same; null when one is missing. */
  private static final class AnswersAgree implements UDF2<String, String, Boolean> {
    private transient AnswerVerifier verifier;

    @Override
    public Boolean call(String gold, String answer) {
      if (gold == null || answer == null) {
        return null;
      }
      if (verifier == null) {
        verifier = new AnswerVerifier(VerifierPolicy.standard());
      }
      return verifier.matches(gold, answer);
    }
  }
}
