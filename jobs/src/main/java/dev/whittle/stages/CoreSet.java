// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.GoldSuspects;
import dev.whittle.config.CoreSetConfig.QuotaShortfall;
import dev.whittle.config.CoreSetConfig.RateWeight;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Ranks the survivors so that every prefix of the ranking is a core set.
 *
 * <p>Within a domain group, problems stand by score: difficulty and chain score, weighted. The
 * groups are then interleaved by Sainte-Lague's divisors: the r-th problem of a group with share q
 * stands at (r - 1/2) / q, so every prefix holds each group in proportion to its share as far as
 * the group's supply goes. No rank depends on the configured size, hence the first k of any run are
 * the core set of size k.
 *
 * <p>Rows that a person allowed stand first. Rows beyond the template cap have no rank.
 *
 * <p>The metric {@code gates} lists {@code {name, ok, words}} of what the core set must be. Texts
 * are never sorted or moved: the ranking works on ids and numbers, and joins back by id.
 */
public final class CoreSet implements Stage {
  private static final String NAME = "core-set";

  /** Share of a group to which the configuration leaves nothing: it stands behind all others. */
  private static final double NO_SHARE = 1e-9;

  /** More domain groups than this are a mistake in the configuration of quality, not groups. */
  private static final int MOST_GROUPS = 1_000;

  private static final String GROUP = "domain_group";
  private static final String TEMPLATE = "template_id";
  private static final String CHAIN = "chain_score";
  private static final String ALLOWED = "allowed";
  private static final String CAPPED = "capped";
  private static final String SCORE = "score";
  private static final String PLACE = "place";
  private static final String RANK = "rank";
  private static final String DIFFICULTY = "difficulty";
  private static final String WHY = "why";

  private static final StructType RANKS =
      new StructType()
          .add(Columns.PROBLEM_ID, DataTypes.StringType)
          .add(GROUP, DataTypes.StringType)
          .add(CAPPED, DataTypes.BooleanType)
          .add(RANK, DataTypes.IntegerType)
          .add(DIFFICULTY, DataTypes.DoubleType)
          .add(WHY, DataTypes.StringType);

  private final CoreSetConfig config;

  public CoreSet(CoreSetConfig config) {
    this.config = config;
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
    return config;
  }

  @Override
  public StructType adds() {
    return Schemas.CORE_SET;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Column suspect = suspect(problems);
    Dataset<Row> light = context.checkpoint("light", light(problems.filter(not(suspect))));
    long suspects =
        config.goldSuspects() == GoldSuspects.KEEP ? 0 : problems.filter(suspect).count();
    context.metric("gold_suspects", suspects);
    if (suspects > 0) {
      context.note(
          suspects + " problems are left out: attempts agree with each other against their answer");
    }
    Map<String, Long> supply = supply(light);
    Dataset<Row> ranks = context.checkpoint("ranks", ranked(light, shares(supply), context));
    gates(ranks, supply, context);
    Column reason =
        when(col(CAPPED), lit(Reason.TEMPLATE_CAP.code()))
            .when(col(RANK).isNull(), lit(Reason.BEYOND_RANK_LIMIT.code()))
            .when(col(RANK).gt(config.size()), lit(Reason.BEYOND_SIZE.code()));
    Dataset<Row> evidence =
        ranks.select(
            col(Columns.PROBLEM_ID).as("ranked_id"),
            col(RANK),
            col(DIFFICULTY),
            col(WHY),
            reason.as(Columns.REASON));
    return problems
        .join(evidence, problems.col(Columns.PROBLEM_ID).equalTo(evidence.col("ranked_id")), "left")
        .drop("ranked_id")
        .withColumn(
            Columns.REASON,
            when(suspect, lit(Reason.GOLD_SUSPECT.code())).otherwise(col(Columns.REASON)));
  }

  /** Whether a solve-rate stage found an answer that attempts agree on against the recorded one. */
  private Column suspect(Dataset<Row> problems) {
    Column suspect = lit(false);
    if (config.goldSuspects() == GoldSuspects.LEAVE_OUT) {
      for (String column : problems.columns()) {
        if (column.endsWith("_gold_suspect")) {
          suspect = suspect.or(col(column).isNotNull());
        }
      }
    }
    return suspect;
  }

  /** Ids and numbers only: all that the ranking needs. */
  private Dataset<Row> light(Dataset<Row> problems) {
    List<String> columns = Arrays.asList(problems.columns());
    Column weighted = lit(0.0);
    double weights = 0;
    for (RateWeight rate : config.solveRates()) {
      weighted = weighted.plus(rate(columns, rate).multiply(rate.weight()));
      weights += rate.weight();
    }
    Column difficulty =
        config.solveRates().isEmpty()
            ? lit(1 - config.missingSolveRate())
            : lit(1.0).minus(weighted.divide(weights));
    Column chain =
        columns.contains(CHAIN)
            ? coalesce(col(CHAIN), lit(config.missingChainScore()))
            : lit(config.missingChainScore());
    Column group = columns.contains(GROUP) ? coalesce(col(GROUP), lit("other")) : lit("other");
    // A problem without template is a template of its own; else all of them would share a window.
    Column template =
        columns.contains(TEMPLATE)
            ? coalesce(col(TEMPLATE), col(Columns.PROBLEM_ID))
            : col(Columns.PROBLEM_ID);
    Column allowed =
        columns.contains(Columns.MANUAL)
            ? coalesce(col(Columns.MANUAL).equalTo("allow"), lit(false))
            : lit(false);
    return problems.select(
        col(Columns.PROBLEM_ID),
        group.as(GROUP),
        template.as(TEMPLATE),
        allowed.as(ALLOWED),
        difficulty.as(DIFFICULTY),
        difficulty
            .multiply(config.difficultyWeight())
            .plus(chain.multiply(config.chainWeight()))
            .as(SCORE),
        parts(columns).as(WHY));
  }

  private Column rate(List<String> columns, RateWeight rate) {
    String column = rateColumn(rate);
    if (!columns.contains(column)) {
      throw new UserError(
          "Cannot rank the survivors: there is no column '"
              + column
              + "' (core-set.solve-rates names the stage '"
              + rate.stage()
              + "'). Put that stage before core-set in the funnel, or take it out of the list.");
    }
    return coalesce(col(column), lit(config.missingSolveRate()));
  }

  /** The solve rate of stage {@code strong} stands in {@code strong_solve_rate}. */
  private static String rateColumn(RateWeight rate) {
    return rate.stage().replace('-', '_') + "_solve_rate";
  }

  /** What the score is made of, in words. */
  private Column parts(List<String> columns) {
    List<Column> values = new ArrayList<>();
    StringBuilder form = new StringBuilder();
    for (RateWeight rate : config.solveRates()) {
      form.append(", ").append(rate.stage().replace("%", "%%")).append(" solve rate %s");
      values.add(known(rateColumn(rate)));
    }
    form.append(", chain score %s");
    values.add(columns.contains(CHAIN) ? known(CHAIN) : lit("unknown"));
    return format_string(form.toString(), values.toArray(new Column[0]));
  }

  private static Column known(String column) {
    return when(col(column).isNotNull(), format_string("%.3f", col(column)))
        .otherwise(lit("unknown"));
  }

  /** Survivors of each group. */
  private Map<String, Long> supply(Dataset<Row> light) {
    Map<String, Long> supply = new TreeMap<>();
    // Names of groups come from the configuration of quality, so there are few.
    for (Row row : light.groupBy(GROUP).agg(count(lit(1))).limit(MOST_GROUPS + 1).collectAsList()) {
      supply.put(row.getString(0), row.getLong(1));
    }
    if (supply.size() > MOST_GROUPS) {
      throw new UserError(
          "Cannot rank the survivors: more than "
              + MOST_GROUPS
              + " values in the column '"
              + GROUP
              + "' (core-set.quotas). Map domains to fewer groups in quality.domains.");
    }
    return supply;
  }

  private Map<String, Double> shares(Map<String, Long> supply) {
    double given = config.quotas().values().stream().mapToDouble(Double::doubleValue).sum();
    long open = supply.keySet().stream().filter(name -> !config.quotas().containsKey(name)).count();
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String group : supply.keySet()) {
      Double quota = config.quotas().get(group);
      double share = quota == null ? (1 - given) / open : quota;
      shares.put(group, Math.max(share, NO_SHARE));
    }
    return shares;
  }

  private Dataset<Row> ranked(
      Dataset<Row> light, Map<String, Double> shares, StageContext context) {
    Column[] best = {col(ALLOWED).desc(), col(SCORE).desc(), col(Columns.PROBLEM_ID).asc()};
    Column share = lit(NO_SHARE);
    for (Map.Entry<String, Double> entry : shares.entrySet()) {
      share = when(col(GROUP).equalTo(entry.getKey()), lit(entry.getValue())).otherwise(share);
    }
    Dataset<Row> placed =
        light
            .withColumn("variant", row_number().over(Window.partitionBy(TEMPLATE).orderBy(best)))
            .withColumn(
                CAPPED,
                col("variant").gt(config.variantsPerTemplate()).and(col(ALLOWED).equalTo(false)))
            .withColumn(
                "in_group", row_number().over(Window.partitionBy(GROUP, CAPPED).orderBy(best)))
            .withColumn("share", share)
            .withColumn(PLACE, col("in_group").minus(0.5).divide(col("share")));
    Dataset<Row> ordered =
        placed
            .where(col(CAPPED).equalTo(false))
            .withColumn(
                WHY,
                format_string(
                    "%snumber %d of %s (share %.3f), difficulty %.3f%s",
                    when(col(ALLOWED), lit("allowed by a person, ")).otherwise(lit("")),
                    col("in_group"),
                    col(GROUP),
                    col("share"),
                    col(DIFFICULTY),
                    col(WHY)))
            .select(Columns.PROBLEM_ID, ALLOWED, PLACE, SCORE, GROUP, DIFFICULTY, WHY)
            .orderBy(
                col(ALLOWED).desc(),
                col(PLACE).asc(),
                col(SCORE).desc(),
                col(Columns.PROBLEM_ID).asc());
    long limit = config.rankLimit();
    JavaRDD<Row> numbered =
        ordered
            .javaRDD()
            .zipWithIndex()
            .map(
                pair -> {
                  Row row = pair._1();
                  long rank = pair._2() + 1;
                  return RowFactory.create(
                      row.getAs(Columns.PROBLEM_ID),
                      row.getAs(GROUP),
                      false,
                      rank <= limit ? (int) rank : null,
                      row.getAs(DIFFICULTY),
                      row.getAs(WHY));
                });
    Dataset<Row> capped =
        placed
            .where(CAPPED)
            .select(
                col(Columns.PROBLEM_ID),
                col(GROUP),
                col(CAPPED),
                lit(null).cast(DataTypes.IntegerType).as(RANK),
                col(DIFFICULTY),
                format_string(
                        "variant %d of its template, %d are ranked",
                        col("variant"), lit(config.variantsPerTemplate()))
                    .as(WHY));
    return context.spark().createDataFrame(numbered, RANKS).unionByName(capped);
  }

  private void gates(Dataset<Row> ranks, Map<String, Long> supply, StageContext context) {
    Map<String, Long> core = new TreeMap<>();
    for (Row row :
        ranks
            .groupBy(GROUP)
            .agg(sum(when(col(RANK).leq(config.size()), lit(1L)).otherwise(lit(0L))))
            .collectAsList()) {
      core.put(row.getString(0), row.getLong(1));
    }
    long got = core.values().stream().mapToLong(Long::longValue).sum();
    String size = "wanted " + config.size() + " problems, got " + got;
    List<String> tooFew = new ArrayList<>();
    for (Map.Entry<String, Double> quota : new TreeMap<>(config.quotas()).entrySet()) {
      long wanted = (long) Math.floor(quota.getValue() * config.size());
      long have = core.getOrDefault(quota.getKey(), 0L);
      // Divisor methods may stand one seat beside the exact share.
      if (have + 1 < wanted) {
        tooFew.add(
            String.format(
                Locale.ROOT,
                "%s wanted %d, got %d of %d survivors",
                quota.getKey(),
                wanted,
                have,
                supply.getOrDefault(quota.getKey(), 0L)));
      }
    }
    boolean met = tooFew.isEmpty();
    String quotas =
        config.quotas().isEmpty()
            ? "none configured"
            : met ? "met" : "short of supply: " + String.join("; ", tooFew);
    boolean quotasOk = met || config.quotaShortfall() == QuotaShortfall.REPORT;
    context.metric(
        "gates",
        List.of(gate("size", got == config.size(), size), gate("quotas", quotasOk, quotas)));
    context.metric("core_by_group", core);
    context.metric("survivors_by_group", supply);
    context.note("core set: " + size);
    context.note("quotas: " + quotas);
  }

  private static Map<String, Object> gate(String name, boolean ok, String words) {
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("name", name);
    gate.put("ok", ok);
    gate.put("words", words);
    return gate;
  }
}
