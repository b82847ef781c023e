// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.RateWeight;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.select.Terms;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** What the ranking weighs: ids and numbers of the survivors, no text. */
final class CoreFeatures {
  static final String GROUP = "domain_group";
  static final String TEMPLATE = "template_id";
  static final String ALLOWED = "allowed";
  static final String DIFFICULTY = "difficulty";
  static final String SCORE = "score";
  static final String WHY = "why";

  /** Of the statement, in characters. */
  static final String LENGTH = "length";

  /** Of the reasoning: tokens of the chain, else characters of the official solution. */
  static final String REASONING = "reasoning";

  static final String TERMS = "terms";
  private static final String CHAIN = "chain_score";

  private final CoreSetConfig config;

  CoreFeatures(CoreSetConfig config) {
    this.config = config;
  }

  Dataset<Row> of(Dataset<Row> problems) {
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
    Column official = coalesce(length(col(Columns.SOLUTION)), lit(0));
    Column reasoning =
        columns.contains("chain_tokens") ? coalesce(col("chain_tokens"), official) : official;
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
        coalesce(length(col(Columns.PROBLEM)), lit(0)).as(LENGTH),
        reasoning.as(REASONING),
        parts(columns).as(WHY));
  }

  /** Rows with an id, and the terms of their problem's statement as bytes. */
  static Dataset<Row> withTerms(Dataset<Row> rows, Dataset<Row> problems) {
    return rows.join(
        problems.select(
            col(Columns.PROBLEM_ID),
            udf((UDF1<String, byte[]>) CoreFeatures::pack, DataTypes.BinaryType)
                .apply(col(Columns.PROBLEM))
                .as(TERMS)),
        new String[] {Columns.PROBLEM_ID});
  }

  private static byte[] pack(String problem) {
    int[] terms = Terms.of(problem);
    ByteBuffer bytes = ByteBuffer.allocate(terms.length * Integer.BYTES);
    bytes.asIntBuffer().put(terms);
    return bytes.array();
  }

  static int[] unpack(byte[] bytes) {
    int[] terms = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).asIntBuffer().get(terms);
    return terms;
  }

  /**
   * The expected solve rate given what was seen. Attempts that early stopping did not buy are
   * censored; since it stops by what was seen and nothing else, they change the likelihood of a
   * rate by a constant only, and the posterior is that of the attempts that were made.
   */
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
    Column plain = col(column);
    String models = prefix(rate) + "_by_model";
    if (!columns.contains(models) || config.priorAttempts() == 0) {
      return coalesce(plain, lit(config.missingSolveRate()));
    }
    Column first = col(models).getItem(0);
    Column attempts =
        when(first.getField("source").equalTo("rate"), first.getField("recorded"))
            .otherwise(first.getField("attempts"));
    double prior = config.priorAttempts();
    return coalesce(
        plain.multiply(attempts).plus(prior).divide(attempts.plus(2 * prior)),
        plain,
        lit(config.missingSolveRate()));
  }

  /** The solve rate of stage {@code strong} stands in {@code strong_solve_rate}. */
  private static String rateColumn(RateWeight rate) {
    return prefix(rate) + "_solve_rate";
  }

  private static String prefix(RateWeight rate) {
    return rate.stage().replace('-', '_');
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
}
