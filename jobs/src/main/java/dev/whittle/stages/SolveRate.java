// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.attempts.Attempts;
import dev.whittle.attempts.Recordings;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.SolveRateConfig;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Priced;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.StageContext;
import dev.whittle.sampling.SamplingSummary;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.solve.KeepBand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects problems that models solve too often or too seldom.
 *
 * <p>Any number of instances, each with its name and its list of {model, attempts, keep}. What is
 * missing of a model that has servers is bought first, and only as much as decides. Then attempts
 * are judged: the shortest prefix that decides, in the order of {@code attempt_index}. Where a
 * model's attempts do not decide and a ready-made rate is at hand, the rate does. All rules must
 * pass; the first that does not gives the reason.
 */
public final class SolveRate implements Priced {
  /** Characters; two longer answers are not one because they begin alike. */
  private static final int LONGEST_ANSWER = 1000;

  private final String name;
  private final SolveRateConfig config;
  private final List<String> labels;
  private final Attempts attempts;

  /** Of the rules whose models were asked, by place. */
  private final Map<Integer, SamplingSummary> summaries = new HashMap<>();

  /** What decides its verdicts: the rules, and the models they name. */
  record Configuration(SolveRateConfig rules, Map<String, Object> models) {}

  /**
   * A stage of this name.
   *
   * @param models by label; those that no rule names do not matter
   * @param recordings where recorded attempts and rates are read
   * @param shared the directory with bought attempts that runs share; absent: the run's own
   * @throws dev.whittle.config.UserError when a model or a recording it names is unknown
   */
  public SolveRate(
      String name,
      SolveRateConfig config,
      Map<String, ModelConfig> models,
      Recordings recordings,
      Optional<String> shared) {
    this.name = name;
    this.config = config;
    this.attempts =
        new Attempts(
            name,
            config.models().stream().map(SolveRateConfig.Rule::model).toList(),
            models,
            recordings,
            shared);
    this.labels = List.copyOf(attempts.models().keySet());
    for (SolveRateConfig.Rule rule : config.models()) {
      if (attempts.asksServers(rule.model())
          && rule.keep().lo() == 0
          && rule.keep().hi() >= rule.attempts()) {
        throw new UserError(
            "Cannot use "
                + name
                + ": it keeps "
                + rule.keep()
                + " of "
                + rule.attempts()
                + " attempts of "
                + rule.model()
                + ", which is every problem, so that nothing would be asked. Narrow the band, or take the rule out.");
      }
    }
  }

  /** One whose bought attempts are the run's own. */
  public SolveRate(
      String name, SolveRateConfig config, Map<String, ModelConfig> models, Recordings recordings) {
    this(name, config, models, recordings, Optional.empty());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int algorithm() {
    return 1;
  }

  @Override
  public Object config() {
    return new Configuration(config, attempts.decisive());
  }

  @Override
  public StructType adds() {
    return Schemas.solveRate(name);
  }

  @Override
  public Map<String, String> inputs(SparkSession spark) {
    return attempts.inputs(spark);
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> all, StageContext context) {
    Dataset<Row> problems = config.atMost() == 0 ? all : drawn(all, config.atMost(), context);
    for (String label : labels) {
      if (!attempts.asksServers(label)) {
        attempts.record(problems, context.run(), label);
      }
    }
    sample(problems, context);
    SolveRateJudge judge = new SolveRateJudge(config, labels);
    StructType evidence = judge.evidence(name);
    Dataset<Row> judged =
        context.checkpoint(
            "evidence", gathered(problems, context).mapPartitions(judge, Encoders.row(evidence)));
    tell(judged, context);
    if (config.atMost() == 0) {
      return all.join(judged, Columns.PROBLEM_ID);
    }
    Column notAsked = functions.lit(Reason.NOT_ASKED.code());
    Column reason =
        functions
            .when(functions.col("asked").isNull(), notAsked)
            .otherwise(functions.col(Columns.REASON));
    return all.join(
            judged.withColumn("asked", functions.lit(true)),
            new String[] {Columns.PROBLEM_ID},
            "left")
        .withColumn(Columns.REASON, reason)
        .drop("asked");
  }

  /** So many problems, drawn by seed and id: the same of the same pool, whatever its order. */
  private Dataset<Row> drawn(Dataset<Row> all, int most, StageContext context) {
    Column id = functions.col(Columns.PROBLEM_ID);
    Dataset<Row> ids =
        context.checkpoint(
            "drawn",
            all.select(id)
                .orderBy(functions.xxhash64(id, functions.lit(config.seed())), id)
                .limit(most));
    return all.join(ids, new String[] {Columns.PROBLEM_ID}, "left_semi");
  }

  @Override
  public boolean buys() {
    return labels.stream().anyMatch(attempts::asksServers);
  }

  @Override
  public List<Price> prices(Dataset<Row> problems, Dataset<Row> judged, StageContext context) {
    List<Price> prices = new ArrayList<>();
    for (int i = 0; i < config.models().size(); i++) {
      SolveRateConfig.Rule rule = config.models().get(i);
      if (!attempts.asksServers(rule.model())) {
        continue;
      }
      Column rate = functions.col(Schemas.solveRate(name).fieldNames()[3]).getItem(i);
      Dataset<Row> bought =
          attempts
              .graded(problems, context.run(), rule.model())
              .groupBy(Columns.PROBLEM_ID)
              .agg(
                  functions.count(functions.lit(1)).cast("int").as("bought"),
                  functions
                      .coalesce(functions.sum("completion_tokens"), functions.lit(0))
                      .cast("long")
                      .as("tokens"));
      // Four numbers a problem of a pilot.
      List<Row> rows =
          judged
              .select(
                  functions.col(Columns.PROBLEM_ID),
                  rate.getField("attempts").as("attempts"),
                  rate.getField("correct").as("correct"))
              .filter(functions.col("attempts").gt(0))
              .join(bought, Columns.PROBLEM_ID)
              .orderBy(Columns.PROBLEM_ID)
              .select("attempts", "correct", "bought", "tokens")
              .collectAsList();
      SamplingSummary summary = summaries.get(i);
      prices.add(
          new Price(
              rule.model(),
              rule.attempts(),
              rule.keep().lo(),
              rule.keep().hi(),
              rows.stream().mapToInt(row -> row.getInt(0)).toArray(),
              rows.stream().mapToInt(row -> row.getInt(1)).toArray(),
              rows.stream().mapToInt(row -> row.getInt(2)).toArray(),
              rows.stream().mapToLong(row -> row.getLong(3)).toArray(),
              summary.attempts() == 0 ? 0 : summary.seconds(),
              summary.completionTokens()));
    }
    return prices;
  }

  /** Buys what the rules need, rule by rule: what one rejects costs the next nothing. */
  private void sample(Dataset<Row> problems, StageContext context) {
    List<Map<String, Object>> bought = new ArrayList<>();
    Dataset<Row> left = problems;
    for (int i = 0; i < config.models().size(); i++) {
      SolveRateConfig.Rule rule = config.models().get(i);
      if (!attempts.asksServers(rule.model())) {
        continue;
      }
      if (i > 0) {
        left = passing(problems, config.models().subList(0, i), i, context);
      }
      SamplingSummary summary =
          attempts.sample(
              left,
              context.run(),
              rule.model(),
              new KeepBand(rule.attempts(), rule.keep().lo(), rule.keep().hi()),
              context::progress);
      summaries.put(i, summary);
      context.note(summary.words(rule.model()));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("model", rule.model());
      line.putAll(summary.metrics());
      bought.add(line);
    }
    if (!bought.isEmpty()) {
      context.metric("sampling", bought);
    }
  }

  /** The problems that the first rules keep. */
  private Dataset<Row> passing(
      Dataset<Row> problems, List<SolveRateConfig.Rule> rules, int number, StageContext context) {
    SolveRateJudge judge =
        new SolveRateJudge(
            new SolveRateConfig(
                List.copyOf(rules), config.subsample(), config.seed(), config.goldSuspect()),
            labels);
    Dataset<Row> kept =
        context
            .checkpoint(
                "passing-" + number,
                gathered(problems, context)
                    .mapPartitions(judge, Encoders.row(judge.evidence(name))))
            .filter(functions.col(Columns.REASON).isNull());
    return problems.join(
        kept.select(Columns.PROBLEM_ID), new String[] {Columns.PROBLEM_ID}, "left_semi");
  }

  /** One narrow row a problem: its outcomes and its rates, each with the place of its model. */
  private Dataset<Row> gathered(Dataset<Row> problems, StageContext context) {
    Column extracted =
        config.goldSuspect().agree() == 0
            ? functions.lit(null).cast("string")
            : functions.left(functions.col("extracted"), functions.lit(LONGEST_ANSWER));
    Dataset<Row> outcomes = null;
    Dataset<Row> rates = null;
    for (int i = 0; i < labels.size(); i++) {
      Dataset<Row> ofModel =
          attempts
              .graded(problems, context.run(), labels.get(i))
              .select(
                  functions.col(Columns.PROBLEM_ID),
                  functions
                      .struct(
                          functions.lit(i),
                          functions.col("request_hash"),
                          functions.col("attempt_index"),
                          functions.col("correct"),
                          functions.lit(null).cast("string"),
                          extracted)
                      .as("outcome"));
      if (attempts.asksServers(labels.get(i))) {
        ofModel =
            ofModel.union(
                attempts
                    .errors(problems, context.run(), labels.get(i))
                    .select(
                        functions.col(Columns.PROBLEM_ID),
                        functions
                            .struct(
                                functions.lit(i),
                                functions.lit(""),
                                functions.lit(Integer.MAX_VALUE),
                                functions.lit(false),
                                functions.col("error"),
                                functions.lit(null).cast("string"))
                            .as("outcome")));
      }
      outcomes = outcomes == null ? ofModel : outcomes.union(ofModel);
      Dataset<Row> rateOfModel =
          attempts
              .rates(context.spark(), context.run(), labels.get(i))
              .groupBy(Columns.PROBLEM_ID)
              .agg(functions.sum("n").as("n"), functions.sum("k").as("k"))
              .select(
                  functions.col(Columns.PROBLEM_ID),
                  functions
                      .struct(
                          functions.lit(i),
                          functions.col("n").cast("int"),
                          functions.col("k").cast("int"))
                      .as("rate"));
      rates = rates == null ? rateOfModel : rates.union(rateOfModel);
    }
    return problems
        .select(Columns.PROBLEM_ID)
        .join(lists(outcomes, "outcome"), new String[] {Columns.PROBLEM_ID}, "left")
        .join(lists(rates, "rate"), new String[] {Columns.PROBLEM_ID}, "left")
        .select(Columns.PROBLEM_ID, "outcome", "rate");
  }

  private static Dataset<Row> lists(Dataset<Row> rows, String column) {
    return rows.groupBy(Columns.PROBLEM_ID).agg(functions.collect_list(column).as(column));
  }

  /** Notes the coverage and what stopping early would have saved, from the narrow evidence. */
  private void tell(Dataset<Row> judged, StageContext context) {
    Column byModel = functions.col(Schemas.solveRate(name).fieldNames()[3]);
    List<Column> sums = new ArrayList<>();
    List<SolveRateConfig.Rule> rules = config.models();
    for (int i = 0; i < rules.size(); i++) {
      Column rate = byModel.getItem(i);
      Column source = rate.getField("source");
      Column decided = functions.not(rate.getField("decided").equalTo("undecided"));
      Column fromAttempts = source.equalTo("attempts");
      sums.add(functions.count_if(fromAttempts));
      sums.add(functions.count_if(source.equalTo("rate")));
      sums.add(functions.count_if(fromAttempts.and(decided)));
      sums.add(
          functions.sum(
              functions.when(fromAttempts.and(decided), rate.getField("attempts")).otherwise(0)));
    }
    sums.add(functions.count(functions.col(Schemas.solveRate(name).fieldNames()[4])));
    Row told = judged.agg(functions.count(functions.lit(1)), sums.toArray(Column[]::new)).first();
    long problems = told.getLong(0);
    long suspects = told.getLong(1 + 4 * rules.size());
    if (config.goldSuspect().agree() > 0) {
      context.metric("gold_suspects", suspects);
      context.note(
          String.format(
              Locale.ROOT,
              "%,d of %,d problems have a recorded answer that is suspect: attempts agree on another.",
              suspects,
              problems));
    }
    List<Map<String, Object>> coverage = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      SolveRateConfig.Rule rule = rules.get(i);
      long attempted = told.getLong(1 + 4 * i);
      long rated = told.getLong(2 + 4 * i);
      long decided = told.getLong(3 + 4 * i);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("model", rule.model());
      line.put("problems", problems);
      line.put("with_attempts", attempted);
      line.put("with_rate", rated);
      line.put("decided_by_attempts", decided);
      line.put("attempts_of_rule", rule.attempts());
      context.note(
          String.format(
              Locale.ROOT,
              "%,d of %,d problems have attempts or a rate of %s (%,d attempts, %,d rates).",
              attempted + rated,
              problems,
              rule.model(),
              attempted,
              rated));
      if (decided > 0) {
        double mean = told.isNullAt(4 + 4 * i) ? 0 : told.getLong(4 + 4 * i) / (double) decided;
        line.put("mean_attempts_used", mean);
        context.note(
            String.format(
                Locale.ROOT,
                "%s: keep %s of %d was decided by %.2f attempts on average where attempts decided.",
                rule.model(),
                rule.keep(),
                rule.attempts(),
                mean));
      }
      coverage.add(line);
    }
    context.metric("coverage", coverage);
  }
}
