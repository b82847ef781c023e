// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.stages.CoreFeatures.ALLOWED;
import static dev.whittle.stages.CoreFeatures.DIFFICULTY;
import static dev.whittle.stages.CoreFeatures.GROUP;
import static dev.whittle.stages.CoreFeatures.SCORE;
import static dev.whittle.stages.CoreFeatures.TEMPLATE;
import static dev.whittle.stages.CoreFeatures.WHY;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.GoldSuspects;
import dev.whittle.config.CoreSetConfig.Order;
import dev.whittle.config.CoreSetConfig.QuotaShortfall;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.Stage;
import dev.whittle.pipeline.StageContext;
import dev.whittle.sampling.Embedder;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.select.Weighing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Ranks the survivors so that every prefix of the ranking is a core set.
 *
 * <p>Which domain group gets the next rank is decided by Sainte-Lague's divisors: the r-th problem
 * of a group with share q stands at (r - 1/2) / q, so every prefix holds each group in proportion
 * to its share as far as the group's supply goes. Which problem of the group it is, {@code
 * selection.by} says:
 *
 * <ul>
 *   <li>{@code score}: the largest score, which is difficulty and chain score, weighted.
 *   <li>{@code diverse}: the largest marginal gain of score and coverage ({@link
 *       dev.whittle.select.DiverseRanking}), in one task; when there are more survivors than {@code
 *       selection.in-one-task}, they are thinned out first: parts by hash of the id are ranked, and
 *       the first of each go into the task (GreeDi: Mirzasoleiman and others, 2013). What is near
 *       is told by the problems' words, or by a model's embeddings.
 *   <li>{@code length-sampling}: s1's rule ({@link dev.whittle.select.LengthSampling}), which has
 *       its own way with domains: quotas are not used.
 * </ul>
 *
 * <p>No rank depends on the configured size, hence the first k of any run are the core set of size
 * k; where parts are thinned out, on the rank limit.
 *
 * <p>Rows that a person allowed stand first. Rows beyond the template cap have no rank.
 *
 * <p>The metric {@code gates} lists {@code {name, ok, words}} of what the core set must be. Texts
 * are never sorted or moved: the ranking works on ids, numbers and hashed words, and joins back by
 * id.
 */
public final class CoreSet implements Stage {
  static final String RANK = "rank";

  private static final String NAME = "core-set";

  /** Share of a group to which the configuration leaves nothing: it stands behind all others. */
  private static final double NO_SHARE = 1e-9;

  /** More domain groups than this are a mistake in the configuration of quality, not groups. */
  private static final int MOST_GROUPS = 1_000;

  private static final String CAPPED = "capped";
  private static final String PLACE = "place";
  private static final String PART = "part";

  /** Survivors that are weighed in one task, at most. */
  private static final int MOST_WEIGHED = 200_000;

  private static final long HASHES = 1L << 40;

  /** What a ranking gives of each row that has a rank. */
  static final StructType RANKS =
      new StructType()
          .add(Columns.PROBLEM_ID, DataTypes.StringType)
          .add(GROUP, DataTypes.StringType)
          .add(RANK, DataTypes.IntegerType)
          .add(DIFFICULTY, DataTypes.DoubleType)
          .add("gain", DataTypes.DoubleType)
          .add("coverage_gain", DataTypes.DoubleType)
          .add("nearest_similarity", DataTypes.DoubleType)
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
    return 2;
  }

  @Override
  public Object config() {
    return config.decisive();
  }

  @Override
  public StructType adds() {
    return Schemas.CORE_SET;
  }

  @Override
  public Dataset<Row> judge(Dataset<Row> problems, StageContext context) {
    Column suspect = suspect(problems);
    Dataset<Row> sound = problems.filter(not(suspect));
    Dataset<Row> light = context.checkpoint("light", capped(new CoreFeatures(config).of(sound)));
    long suspects =
        config.goldSuspects() == GoldSuspects.KEEP ? 0 : problems.filter(suspect).count();
    context.metric("gold_suspects", suspects);
    if (suspects > 0) {
      context.note(
          suspects + " problems are left out: attempts agree with each other against their answer");
    }
    Map<String, Long> supply = supply(light);
    Dataset<Row> open = light.where(not(col(CAPPED)));
    Dataset<Row> ranks =
        context.checkpoint(
            "ranks",
            config.selection().by() == Order.SCORE
                ? byScore(open, shares(supply), context)
                : inOneTask(open, sound, shares(supply), context));
    gates(problems, ranks, supply, context);
    weigh(open, ranks, sound, supply, context);
    Column reason =
        when(col(CAPPED), lit(Reason.TEMPLATE_CAP.code()))
            .when(col(RANK).isNull(), lit(Reason.BEYOND_RANK_LIMIT.code()))
            .when(col(RANK).gt(config.size()), lit(Reason.BEYOND_SIZE.code()));
    Dataset<Row> evidence =
        light
            .select(
                col(Columns.PROBLEM_ID),
                col(DIFFICULTY),
                col(CAPPED),
                when(
                        col(CAPPED),
                        format_string(
                            "variant %d of its template, %d are ranked",
                            col("variant"), lit(config.variantsPerTemplate())))
                    .otherwise(
                        format_string(
                            "no rank among the first %d, difficulty %.3f%s",
                            lit(config.rankLimit()), col(DIFFICULTY), col(WHY)))
                    .as("unranked"))
            .join(ranks.drop(GROUP, DIFFICULTY), new String[] {Columns.PROBLEM_ID}, "left")
            .select(
                col(Columns.PROBLEM_ID).as("ranked_id"),
                col(RANK),
                col(DIFFICULTY),
                col("gain"),
                col("coverage_gain"),
                col("nearest_similarity"),
                coalesce(col(WHY), col("unranked")).as(WHY),
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

  private static Column[] best() {
    return new Column[] {col(ALLOWED).desc(), col(SCORE).desc(), col(Columns.PROBLEM_ID).asc()};
  }

  /** Marks the variants of a template that are beyond the cap. */
  private Dataset<Row> capped(Dataset<Row> light) {
    return light
        .withColumn("variant", row_number().over(Window.partitionBy(TEMPLATE).orderBy(best())))
        .withColumn(CAPPED, col("variant").gt(config.variantsPerTemplate()).and(not(col(ALLOWED))));
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

  /** Windows and a sort: any number of survivors, and any number of ranks. */
  private Dataset<Row> byScore(
      Dataset<Row> open, Map<String, Double> shares, StageContext context) {
    Column share = lit(NO_SHARE);
    for (Map.Entry<String, Double> entry : shares.entrySet()) {
      share = when(col(GROUP).equalTo(entry.getKey()), lit(entry.getValue())).otherwise(share);
    }
    Dataset<Row> ordered =
        open.withColumn("in_group", row_number().over(Window.partitionBy(GROUP).orderBy(best())))
            .withColumn("share", share)
            .withColumn(PLACE, col("in_group").minus(0.5).divide(col("share")))
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
            .filter(pair -> pair._2() < limit)
            .map(
                pair -> {
                  Row row = pair._1();
                  return RowFactory.create(
                      row.getAs(Columns.PROBLEM_ID),
                      row.getAs(GROUP),
                      (int) (pair._2() + 1),
                      row.getAs(DIFFICULTY),
                      null,
                      null,
                      null,
                      row.getAs(WHY));
                });
    return context.spark().createDataFrame(numbered, RANKS);
  }

  private Dataset<Row> inOneTask(
      Dataset<Row> open, Dataset<Row> problems, Map<String, Double> shares, StageContext context) {
    Dataset<Row> rows =
        CoreFeatures.withTerms(open, problems)
            .withColumn(RANK, lit(null).cast(DataTypes.IntegerType));
    if (config.selection().embeddings().asked()) {
      rows =
          rows.join(
              context.checkpoint("vectors", vectors(open, problems)),
              new String[] {Columns.PROBLEM_ID});
    }
    int most = config.selection().inOneTask();
    long all = open.count();
    if (all > most && config.selection().by() == Order.LENGTH_SAMPLING) {
      throw new UserError(
          "Cannot draw from "
              + all
              + " survivors: one task holds "
              + most
              + " (core-set.selection.in-one-task), and a draw in parts would be another rule. Raise it"
              + " to "
              + all
              + ", with about 1.5 KB of memory each, or choose selection.by: diverse.");
    }
    if (all > most) {
      int parts = (int) ((all + most - 1) / most);
      // Of each part as many as fit into the one task, but not more than there are ranks.
      int each = Math.min(config.rankLimit(), Math.max(1, most / parts));
      Dataset<Row> first =
          context.checkpoint(
              "first",
              grouped(
                      rows.withColumn(PART, pmod(xxhash64(col(Columns.PROBLEM_ID)), lit(parts))),
                      new CoreRanker(config, shares, each))
                  .select(Columns.PROBLEM_ID));
      context.note(
          String.format(
              Locale.ROOT,
              "%,d survivors are more than one task puts in order: the first %,d of each of %d parts",
              all,
              each,
              parts));
      context.metric("parts", parts);
      rows = rows.join(first, new String[] {Columns.PROBLEM_ID}, "left_semi");
    }
    return grouped(
        rows.withColumn(PART, lit(0)), new CoreRanker(config, shares, config.rankLimit()));
  }

  /** Asked once for every survivor, and written: nothing is asked again when it is read. */
  private Dataset<Row> vectors(Dataset<Row> open, Dataset<Row> problems) {
    return problems
        .join(open.select(Columns.PROBLEM_ID), new String[] {Columns.PROBLEM_ID}, "left_semi")
        .select(
            col(Columns.PROBLEM_ID), coalesce(col(Columns.PROBLEM), lit("")).as(Columns.PROBLEM))
        .mapPartitions(
            new Embedder(config.selection().embeddings()), Encoders.row(Embedder.VECTORS));
  }

  private static Dataset<Row> grouped(Dataset<Row> rows, CoreRanker ranker) {
    return byPart(rows).flatMapGroups(ranker, Encoders.row(RANKS));
  }

  private static KeyValueGroupedDataset<Integer, Row> byPart(Dataset<Row> rows) {
    return rows.withColumn(PART, col(PART).cast(DataTypes.IntegerType))
        .groupByKey((MapFunction<Row, Integer>) row -> row.<Integer>getAs(PART), Encoders.INT());
  }

  /** Says how the core set, and each step of the ladder, differs from random draws. */
  private void weigh(
      Dataset<Row> open,
      Dataset<Row> ranks,
      Dataset<Row> problems,
      Map<String, Long> supply,
      StageContext context) {
    TreeSet<Integer> ladder = new TreeSet<>(config.ladder());
    ladder.add(config.size());
    ladder.removeIf(size -> size > config.rankLimit() || size > MOST_WEIGHED);
    long all = open.count();
    if (ladder.isEmpty() || all == 0) {
      return;
    }
    int longest = ladder.last();
    // What stands on the ladder, and of the others as many as one task holds, by hash.
    double share = Math.min(1, (double) (MOST_WEIGHED - longest) / all);
    Dataset<Row> rows =
        open.drop(RANK)
            .join(
                ranks.where(col(RANK).leq(longest)).select(Columns.PROBLEM_ID, RANK),
                new String[] {Columns.PROBLEM_ID},
                "left")
            .where(
                col(RANK)
                    .isNotNull()
                    .or(
                        pmod(xxhash64(col(Columns.PROBLEM_ID), lit("weigh")), lit(HASHES))
                            .lt((long) (share * HASHES))));
    Dataset<Row> weighed =
        context.checkpoint(
            "weighed",
            byPart(CoreFeatures.withTerms(rows, problems).withColumn(PART, lit(0)))
                .flatMapGroups(
                    new CoreWeigher(supply.keySet(), ladder), Encoders.row(CoreWeigher.WEIGHED)));
    context.table("ladder", weighed.orderBy("size", "measure"));
    Map<Integer, Map<String, Object>> steps = new TreeMap<>();
    // A handful of sizes times a handful of measures.
    for (Row row : weighed.collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 2; i < row.length(); i++) {
        values.put(row.schema().fieldNames()[i], row.getDouble(i));
      }
      steps.computeIfAbsent(row.getInt(0), size -> step(size, all)).put(row.getString(1), values);
    }
    context.metric("selection", List.copyOf(steps.values()));
    context.metric("weighed_survivors", rows.count());
  }

  private static Map<String, Object> step(int size, long survivors) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("size", size);
    step.put("survivors", survivors);
    step.put("bits", Weighing.bits(survivors, size));
    return step;
  }

  private void gates(
      Dataset<Row> problems, Dataset<Row> ranks, Map<String, Long> supply, StageContext context) {
    Dataset<Row> chosen = ranks.where(col(RANK).leq(config.size()));
    Map<String, Long> core = new TreeMap<>();
    supply.keySet().forEach(group -> core.put(group, 0L));
    for (Row row : chosen.groupBy(GROUP).count().collectAsList()) {
      core.put(row.getString(0), row.getLong(1));
    }
    long got = core.values().stream().mapToLong(Long::longValue).sum();
    String size = "wanted " + config.size() + " problems, got " + got;
    List<String> tooFew = tooFew(core, supply);
    boolean met = tooFew.isEmpty();
    String quotas =
        config.quotas().isEmpty() || config.selection().by() == Order.LENGTH_SAMPLING
            ? "none configured"
            : met ? "met" : "short of supply: " + String.join("; ", tooFew);
    boolean quotasOk = met || config.quotaShortfall() == QuotaShortfall.REPORT;
    List<Object> gates = new ArrayList<>();
    gates.add(gate("size", got == config.size(), size));
    gates.add(gate("quotas", quotasOk, quotas));
    Dataset<Row> rows =
        problems.join(
            chosen.select(Columns.PROBLEM_ID), new String[] {Columns.PROBLEM_ID}, "left_semi");
    gates.add(benchmarks(rows));
    gates.add(verifiable(rows));
    context.metric("gates", gates);
    context.metric("core_by_group", core);
    context.metric("survivors_by_group", supply);
    context.note("core set: " + size);
    context.note("quotas: " + quotas);
  }

  private List<String> tooFew(Map<String, Long> core, Map<String, Long> supply) {
    List<String> tooFew = new ArrayList<>();
    if (config.selection().by() == Order.LENGTH_SAMPLING) {
      return tooFew;
    }
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
    return tooFew;
  }

  /**
   * Whether a problem of the core set holds an item of a benchmark, as a rule or a person let it.
   */
  private static Map<String, Object> benchmarks(Dataset<Row> core) {
    String name = "no benchmark text";
    if (!Arrays.asList(core.columns()).contains("contaminated_by")) {
      return gate(name, true, "not checked: the funnel has no stage decontaminate");
    }
    Dataset<Row> held = core.where(col("contaminated_by").isNotNull());
    long count = held.count();
    return gate(
        name,
        count == 0,
        count == 0
            ? "none"
            : count + " hold an item of a benchmark, first " + first(held, "contaminated_by"));
  }

  private static Map<String, Object> verifiable(Dataset<Row> core) {
    Column answer = col(Columns.ANSWER);
    if (Arrays.asList(core.columns()).contains("prompt_answer")) {
      answer = coalesce(col("prompt_answer"), answer);
    }
    Dataset<Row> not =
        core.where(
            not(
                udf((UDF1<String, Boolean>) CoreSet::verifiable, DataTypes.BooleanType)
                    .apply(answer)));
    long count = not.count();
    return gate(
        "verifiable",
        count == 0,
        count == 0
            ? "the verifier can compare every answer"
            : count + " answers cannot be compared, first " + first(not, Columns.ANSWER));
  }

  private static boolean verifiable(String answer) {
    return answer != null && Verifier.STANDARD.verifiable(answer);
  }

  /** Made when an executor asks first. */
  private static final class Verifier {
    private static final AnswerVerifier STANDARD = new AnswerVerifier(VerifierPolicy.standard());
  }

  /** The smallest id of some rows, and what one column says of it; cut where it is long. */
  private static String first(Dataset<Row> rows, String column) {
    Row row =
        rows.orderBy(Columns.PROBLEM_ID)
            .select(col(Columns.PROBLEM_ID), substring(coalesce(col(column), lit("null")), 1, 80))
            .first();
    return row.getString(0) + " (" + row.getString(1) + ")";
  }

  private static Map<String, Object> gate(String name, boolean ok, String words) {
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("name", name);
    gate.put("ok", ok);
    gate.put("words", words);
    return gate;
  }
}
