// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.DecontaminateConfig.Variants;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that hold an item of a benchmark: the same canonical text, an item inside a
 * longer text, a part of an item, or an item's wording with other numbers.
 *
 * <p>In the mode of our own (see {@link WordingSearch}) what is shared is weighed by how rare it is
 * in the pool, so that boilerplate that thousands of problems share tells nothing, and a difference
 * in numbers or signs makes another problem. The modes of published recipes are in {@link
 * RunSearch}.
 *
 * <p>Benchmarks up to the configured size go to the executors as primitive arrays, and the problems
 * are read in one narrow pass; larger ones are joined. Both give the same verdicts.
 */
public final class Decontaminate implements Stage {
  /** What a search adds to a problem. */
  static final StructType MATCHED =
      new StructType()
          .add(BenchmarkItems.ITEM, DataTypes.IntegerType)
          .add("contaminated_match", DataTypes.StringType)
          .add("overlap", DataTypes.DoubleType)
          .add("matched_span", DataTypes.StringType)
          .add("numbers_agree", DataTypes.BooleanType);

  /** {@link #MATCHED} of a problem without a trace of an item. */
  static final Row CLEAN = RowFactory.create(null, null, 0.0, null, null);

  private static final String NAME = "decontaminate";
  private static final String ITEM = BenchmarkItems.ITEM;

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
    return 2;
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
    Dataset<Row> matched =
        config.mode() == Mode.OURS
            ? new WordingSearch(config).find(problems, items, context)
            : new RunSearch(config).find(problems, items, context);
    Dataset<Row> names =
        items.select(
            col(ITEM).as("named_item"),
            col(BenchmarkItems.BENCHMARK),
            col(BenchmarkItems.ITEM_ID),
            col(BenchmarkItems.ITEM_ANSWER));
    return evidence(
        matched.join(names, matched.col(ITEM).equalTo(names.col("named_item")), "left"));
  }

  /** The columns of a search, from one column of structs. */
  static Dataset<Row> spread(Dataset<Row> problems, Column match) {
    Dataset<Row> matched = problems.withColumn("_match", match);
    for (String column : MATCHED.fieldNames()) {
      matched = matched.withColumn(column, col("_match." + column));
    }
    return matched.drop("_match");
  }

  private Dataset<Row> evidence(Dataset<Row> matched) {
    Column match = col("contaminated_match");
    Column found = match.isNotNull();
    Column variant =
        config.ours().numericVariant() == Variants.KEEP
            ? lit(null)
            : lit(Reason.BENCHMARK_NUMERIC_VARIANT.code());
    Column reason =
        when(match.equalTo(WordingSearch.EXACT), lit(Reason.BENCHMARK_EXACT.code()))
            .when(match.equalTo(WordingSearch.VARIANT), variant)
            .when(found, lit(Reason.BENCHMARK_OVERLAP.code()));
    Column agrees =
        udf(new AnswersAgree(), DataTypes.BooleanType)
            .apply(col(BenchmarkItems.ITEM_ANSWER), col(Columns.ANSWER));
    return matched
        .withColumn(Columns.REASON, reason)
        .withColumn("contaminated_by", when(found, col(BenchmarkItems.BENCHMARK)))
        .withColumn("contaminated_item", when(found, col(BenchmarkItems.ITEM_ID)))
        .withColumn("answer_agrees", when(found, agrees))
        .drop(
            ITEM,
            "named_item",
            BenchmarkItems.BENCHMARK,
            BenchmarkItems.ITEM_ID,
            BenchmarkItems.ITEM_ANSWER);
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
