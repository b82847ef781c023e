// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.whittle.attempts.Attempts;
import dev.whittle.attempts.Recordings;
import dev.whittle.chain.ChainMeasure;
import dev.whittle.chain.ChainWeights;
import dev.whittle.config.ChainsConfig;
import dev.whittle.config.ChainsConfig.Scale;
import dev.whittle.config.ModelConfig;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every problem its best reasoning chain: a correct attempt of a configured model, or the
 * official solution where no attempt will do.
 *
 * <p>The score is LIMO's (arXiv 2502.03387 v3): elaborated reasoning, self-verification,
 * exploratory approach and adaptive granularity, weighted. The paper does not say how a length is
 * added to word frequencies. Here each part is the share of the pool's chains that have less of it
 * ({@code percent_rank}), so that a weight says how much its part moves the score: a raw length
 * would drown the frequencies, and the most frequent words the rarer ones; min-max and z-scores
 * ({@code scale}) keep the distances, and with them the weight of a single very long chain. The
 * pool is every candidate of this run that passes the filters, so a score compares chains of one
 * run only.
 *
 * <p>Ranks are exact and do not depend on partitions: lengths are whole tokens below the configured
 * bound and frequencies whole occurrences per 10,000 words, so four bounded histograms hold them.
 */
public final class Chains implements Stage {
  private static final String NAME = "chains";
  private static final int BANDS = 5;
  private static final int SCORE_STEPS = 10_000;
  private static final double FARTHEST = 5;
  private static final String MODEL = "model_place";
  private static final String HASH = "request_hash";
  private static final String INDEX = "attempt_index";
  private static final String BEST = "best";
  private static final String TEXT = "text";
  private static final String PREFIX = "best_chain_";

  private final ChainsConfig config;
  private final Attempts attempts;

  /** What decides its verdicts: the rules, and the models they name. */
  record Configuration(ChainsConfig chains, Map<String, Object> models) {}

  /**
   * The stage.
   *
   * @param models by label; those that the configuration does not name do not matter
   * @param recordings where recorded attempts are read
   * @param shared the directory with bought attempts that runs share; absent: the run's own
   * @throws dev.whittle.config.UserError when a model or a recording it names is unknown
   */
  public Chains(
      ChainsConfig config,
      Map<String, ModelConfig> models,
      Recordings recordings,
      Optional<String> shared) {
    this.config = config;
    this.attempts = new Attempts(NAME, config.models(), models, recordings, shared);
  }

  /** One whose bought attempts are the run's own. */
  public Chains(ChainsConfig config, Map<String, ModelConfig> models, Recordings recordings) {
    this(config, models, recordings, Optional.empty());
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
    return new Configuration(config, attempts.decisive());
  }

  @Override
  public StructType adds() {
    return Schemas.CHAINS;
  }

  @Override
  public Map<String, String> inputs(SparkSession spark) {
    return attempts.inputs(spark);
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    for (String label : config.models()) {
      // What servers gave was bought by the solve-rate stages.
      if (!attempts.asksServers(label)) {
        attempts.record(problems, context.run(), label);
      }
    }
    Dataset<Row> candidates = candidates(problems, context);
    Dataset<Row> measured =
        context.checkpoint(
            "measures",
            candidates.mapPartitions(
                new ChainMeasurer(config), Encoders.row(ChainMeasurer.MEASURES)));
    Dataset<Row> scored =
        context.checkpoint(
            "scored",
            measured
                .filter(col("fault").isNull())
                .mapPartitions(
                    new ChainScores(ranks(measured.filter(col("fault").isNull())), weights()),
                    Encoders.row(ChainScores.SCORES)));
    Dataset<Row> best = context.checkpoint(BEST, banded(best(scored)));
    context.table("scores", scores(measured, scored));
    tell(problems, measured, best, context);
    return problems
        .join(withText(best, candidates), new String[] {Columns.PROBLEM_ID}, "left")
        .select(given(problems));
  }

  /** Every text that may become a chain, with what tells it from the others of its problem. */
  private Dataset<Row> candidates(Dataset<Row> problems, StageContext context) {
    Dataset<Row> candidates =
        problems
            .filter(
                config.required()
                    ? lit(false)
                    : trim(coalesce(col(Columns.SOLUTION), lit(""))).notEqual(""))
            .select(
                col(Columns.PROBLEM_ID),
                lit(ChainMeasurer.OFFICIAL).as(MODEL),
                lit("").as(HASH),
                lit(0).as(INDEX),
                col(Columns.SOLUTION).as(TEXT),
                lit(null).cast("string").as("extracted"));
    for (int i = 0; i < config.models().size(); i++) {
      candidates =
          candidates.unionByName(
              attempts
                  .graded(problems, context.run(), config.models().get(i))
                  .filter(col("correct"))
                  // Attempts at problems that an earlier stage rejected are no part of the pool.
                  .join(
                      problems.select(Columns.PROBLEM_ID),
                      new String[] {Columns.PROBLEM_ID},
                      "left_semi")
                  .select(
                      col(Columns.PROBLEM_ID),
                      lit(i).as(MODEL),
                      col(HASH),
                      col(INDEX),
                      col(TEXT),
                      col("extracted")));
    }
    return candidates;
  }

  /** The best chain of every problem that has one: no text, one narrow row. */
  private static Dataset<Row> best(Dataset<Row> scored) {
    return scored
        .groupBy(Columns.PROBLEM_ID)
        .agg(
            // A model's chain before the official solution, then the score, then the shorter text.
            max(struct(
                    col(MODEL).notEqual(ChainMeasurer.OFFICIAL),
                    col("score"),
                    col("tokens").multiply(-1),
                    col(MODEL).multiply(-1),
                    col(INDEX).multiply(-1),
                    col(HASH),
                    col("elaborated"),
                    col("verification"),
                    col("exploratory"),
                    col("adaptive"),
                    col("tokens"),
                    col(MODEL),
                    col(INDEX)))
                .as(BEST),
            count(lit(1)).cast(DataTypes.IntegerType).as("chains"))
        .select(
            col(Columns.PROBLEM_ID),
            col("best.score").as("score"),
            col("best.elaborated").as("elaborated"),
            col("best.verification").as("verification"),
            col("best.exploratory").as("exploratory"),
            col("best.adaptive").as("adaptive"),
            col("best.tokens").as("tokens"),
            col("best." + MODEL).as(MODEL),
            col("best." + INDEX).as(INDEX),
            col("best." + HASH).as(HASH),
            col("chains"));
  }

  /** Every candidate with its score, or with the fault for which it has none; no text. */
  private Dataset<Row> scores(Dataset<Row> measured, Dataset<Row> scored) {
    Dataset<Row> faulty = measured.filter(col("fault").isNotNull());
    for (String part : List.of("elaborated", "verification", "exploratory", "adaptive", "score")) {
      faulty = faulty.withColumn(part, lit(null).cast(DataTypes.DoubleType));
    }
    Dataset<Row> all =
        scored.withColumn("fault", lit(null).cast(DataTypes.StringType)).unionByName(faulty);
    List<Column> columns = new ArrayList<>();
    for (StructField field : Schemas.CHAIN_SCORE.fields()) {
      Column column =
          field.name().equals("model") ? model(col(MODEL), "official") : col(field.name());
      columns.add(column.as(field.name(), field.metadata()));
    }
    return all.select(columns.toArray(Column[]::new));
  }

  /** The label of a place among the models. */
  private Column model(Column place, String official) {
    Column model = when(place.equalTo(ChainMeasurer.OFFICIAL), lit(official));
    for (int i = 0; i < config.models().size(); i++) {
      model = model.when(place.equalTo(i), lit(config.models().get(i)));
    }
    return model;
  }

  private ChainWeights weights() {
    ChainsConfig.Weights weights = config.weights();
    return new ChainWeights(
        weights.elaborated(), weights.verification(), weights.exploratory(), weights.adaptive());
  }

  private ChainRanks ranks(Dataset<Row> passed) {
    ChainRanks ranks = new ChainRanks(config.scale(), config.tokens().hi(), ChainMeasure.PER_WORDS);
    List<Row> counts =
        passed
            .select(
                explode(
                        functions.array(
                            struct(
                                lit(ChainRanks.ELABORATED).as("part"), col("tokens").as("value")),
                            struct(
                                lit(ChainRanks.VERIFICATION).as("part"),
                                col("verification").as("value")),
                            struct(
                                lit(ChainRanks.EXPLORATORY).as("part"),
                                col("exploratory").as("value")),
                            struct(
                                lit(ChainRanks.ADAPTIVE).as("part"), col("adaptive").as("value"))))
                    .as("measure"))
            .groupBy("measure.part", "measure.value")
            .count()
            // At most the bound of tokens and three times 10,001 counts, whatever the pool's size.
            .collectAsList();
    for (Row row : counts) {
      ranks.count(row.getInt(0), row.getInt(1), row.getLong(2));
    }
    ranks.close();
    return ranks;
  }

  /** Adds the fifth of the problems to which the score belongs. */
  private Dataset<Row> banded(Dataset<Row> best) {
    Column score = col("score");
    if (config.scale() == Scale.Z_SCORE) {
      // Weighted means of z-scores beyond 5 are all one band.
      score =
          functions
              .least(functions.greatest(score, lit(-FARTHEST)), lit(FARTHEST))
              .plus(FARTHEST)
              .divide(2 * FARTHEST);
    }
    Column step = functions.floor(score.multiply(SCORE_STEPS)).cast(DataTypes.IntegerType);
    long[] counts = new long[SCORE_STEPS + 1];
    best.groupBy(step.as("step"))
        .count()
        .collectAsList()
        .forEach(row -> counts[row.getInt(0)] += row.getLong(1));
    double[] ranks = ChainRanks.percentRanks(counts);
    // The bands' borders are scores: four numbers instead of a join.
    Column band = lit("L1");
    for (int i = 1; i < BANDS; i++) {
      int border = 0;
      while (border <= SCORE_STEPS && ranks[border] < (double) i / BANDS) {
        border++;
      }
      band = when(step.geq(border), lit("L" + (i + 1))).otherwise(band);
    }
    return best.withColumn("band", band);
  }

  /** The best chains with their texts; but for the id, no name can meet one of the problems'. */
  private static Dataset<Row> withText(Dataset<Row> best, Dataset<Row> candidates) {
    String[] key = {Columns.PROBLEM_ID, MODEL, HASH, INDEX};
    Dataset<Row> texts =
        best.join(
            candidates.select(
                col(Columns.PROBLEM_ID), col(MODEL), col(HASH), col(INDEX), col(TEXT)),
            key);
    for (String column : texts.columns()) {
      if (!column.equals(Columns.PROBLEM_ID)) {
        texts = texts.withColumnRenamed(column, PREFIX + column);
      }
    }
    return texts;
  }

  private Column[] given(Dataset<Row> problems) {
    Column place = col(PREFIX + MODEL);
    Column none = place.isNull();
    List<Column> columns = new ArrayList<>();
    for (String name : problems.columns()) {
      columns.add(problems.col(name));
    }
    columns.add(col(PREFIX + TEXT).as("chain"));
    columns.add(
        when(none, "none")
            .when(place.equalTo(ChainMeasurer.OFFICIAL), "official")
            .otherwise("attempt")
            .as("chain_source"));
    columns.add(model(place, null).cast(DataTypes.StringType).as("chain_model"));
    for (String part :
        List.of(
            "score", "elaborated", "verification", "exploratory", "adaptive", "tokens", "band")) {
      columns.add(col(PREFIX + part).as("chain_" + part));
    }
    columns.add(coalesce(col(PREFIX + "chains"), lit(0)).as("chains"));
    columns.add(when(none.and(lit(config.required())), Reason.NO_CHAIN.code()).as(Columns.REASON));
    return columns.toArray(Column[]::new);
  }

  private void tell(
      Dataset<Row> problems, Dataset<Row> measured, Dataset<Row> best, StageContext context) {
    Column official = col(MODEL).equalTo(ChainMeasurer.OFFICIAL);
    long all = problems.count();
    Map<String, Long> sources = new TreeMap<>();
    best.groupBy(when(official, "official").otherwise("attempt"))
        .count()
        .collectAsList()
        .forEach(row -> sources.put(row.getString(0), row.getLong(1)));
    Map<String, Long> faults = new TreeMap<>();
    measured
        .groupBy(coalesce(col("fault"), lit("none")))
        .count()
        .collectAsList()
        .forEach(row -> faults.put(row.getString(0), row.getLong(1)));
    long passed = faults.getOrDefault("none", 0L);
    faults.remove("none");
    long byModels = sources.getOrDefault("attempt", 0L);
    long byOfficial = sources.getOrDefault("official", 0L);
    context.note(
        String.format(
            Locale.ROOT,
            "%,d of %,d problems have a chain by a model, %,d the official solution, %,d none.",
            byModels,
            all,
            byOfficial,
            all - byModels - byOfficial));
    context.note(
        String.format(
            Locale.ROOT,
            "%,d candidate chains pass the filters; faults of others: %s.",
            passed,
            faults.isEmpty() ? "none" : faults.toString()));
    context.metric("by_source", sources);
    context.metric("candidates", passed);
    context.metric("faults", faults);
  }
}
