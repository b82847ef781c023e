// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.TestSpark.problem;
import static dev.whittle.TestSpark.problems;
import static dev.whittle.TestSpark.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whittle.config.Band;
import dev.whittle.config.ChainsConfig;
import dev.whittle.config.ChainsConfig.Lists;
import dev.whittle.config.ChainsConfig.Scale;
import dev.whittle.config.ChainsConfig.Weights;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.ModelConfig.Backend;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

final class ChainsTest {
  private static final Map<String, ModelConfig> MODELS =
      Map.of(
          "small", new ModelConfig(Backend.RECORDED, List.of("a"), List.of(), "r1"),
          "large", new ModelConfig(Backend.RECORDED, List.of("c"), List.of(), "r1"));
  private static final String SHORT = "Three and four make seven: \\boxed{7}";
  private static final String WEIGHED =
      "Perhaps we add. Let me check: three plus four is seven. Therefore it is \\boxed{7}";
  private static final String WRONG =
      "Perhaps it might be, check and verify, therefore, since: \\boxed{8}";

  private static ChainsConfig config(boolean required) {
    return config(required, Scale.RANK);
  }

  private static ChainsConfig config(boolean required, Scale scale) {
    return new ChainsConfig(
        List.of("small", "large"),
        required,
        new Band(5, 1_000),
        2.5,
        1.5,
        0.25,
        0.1,
        scale,
        new Lists(
            List.of("check", "verify"), List.of("perhaps", "might"), List.of("therefore", "since")),
        new Weights(0.30, 0.20, 0.25, 0.25));
  }

  private static Chains optional(InlineRecordings recordings) {
    return new Chains(config(false), MODELS, recordings);
  }

  private static Chains required(InlineRecordings recordings) {
    return new Chains(config(true), MODELS, recordings);
  }

  private static Dataset<Row> three() {
    return problems(
        problem("p1", "What is 3 + 4?", "7"),
        problem("p2", "test", 100, "What is 2 + 5?", "7", "Two and five make seven, so 7.", null),
        problem("p3", "What is 1 + 6?", "7"));
  }

  @Test
  void choosesTheBestScoredOfTheCorrectAttempts() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", SHORT, WRONG)
            .texts("c", "What is 3 + 4?", SHORT, WEIGHED);
    Row row = row(optional(recordings).judge(three(), new StageLaws.Context()), "p1");
    assertThat(row.<String>getAs("chain")).isEqualTo(WEIGHED);
    assertThat(row.<String>getAs("chain_source")).isEqualTo("attempt");
    assertThat(row.<String>getAs("chain_model")).isEqualTo("large");
    assertThat(row.<Integer>getAs("chains")).isEqualTo(3);
    // The longest of four chains and the only one with any of the words: first in every part.
    assertThat(row.<Double>getAs("chain_score")).isCloseTo(1, within(1e-12));
    assertThat(row.<Double>getAs("chain_verification")).isEqualTo(1);
    assertThat(row.<String>getAs("chain_band")).isEqualTo("L5");
  }

  @Test
  void breaksTiesByLengthThenModelThenIndex() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("c", "What is 3 + 4?", SHORT)
            .texts("a", "What is 3 + 4?", "Three and four make 7777: \\boxed{7}", SHORT, SHORT);
    Row row = row(optional(recordings).judge(three(), new StageLaws.Context()), "p1");
    assertThat(row.<String>getAs("chain_model")).isEqualTo("small");
  }

  @Test
  void fallsBackOnTheOfficialSolutionAndSaysSo() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 2 + 5?", WRONG)
            .texts("a", "What is 3 + 4?", SHORT);
    Dataset<Row> judged = optional(recordings).judge(three(), new StageLaws.Context());
    Row official = row(judged, "p2");
    assertThat(official.<String>getAs("chain")).isEqualTo("Two and five make seven, so 7.");
    assertThat(official.<String>getAs("chain_source")).isEqualTo("official");
    assertThat(official.<String>getAs("chain_model")).isNull();
    assertThat(official.<Double>getAs("chain_score")).isNotNull();
    Row none = row(judged, "p3");
    assertThat(none.<String>getAs("chain_source")).isEqualTo("none");
    assertThat(none.<Double>getAs("chain_score")).isNull();
    assertThat(none.<Integer>getAs("chains")).isZero();
    assertThat(reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void prefersAModelsChainToABetterOfficialSolution() {
    Dataset<Row> one =
        problems(
            problem("p1", "test", 100, "What is 3 + 4?", "7", WEIGHED + " since it is so", null));
    InlineRecordings recordings = new InlineRecordings().texts("a", "What is 3 + 4?", SHORT);
    Row row = row(optional(recordings).judge(one, new StageLaws.Context()), "p1");
    assertThat(row.<String>getAs("chain")).isEqualTo(SHORT);
    assertThat(row.<Integer>getAs("chains")).isEqualTo(2);
  }

  @Test
  void rejectsProblemsWithoutAModelsChainWhereOneIsRequired() {
    InlineRecordings recordings = new InlineRecordings().texts("a", "What is 3 + 4?", SHORT);
    assertThat(reasons(required(recordings).judge(three(), new StageLaws.Context())))
        .containsEntry("p1", null)
        .containsEntry("p2", "no-chain")
        .containsEntry("p3", "no-chain");
  }

  @Test
  void leavesOutChainsWithAFault() {
    String loop = "We try once more and add one and then ".repeat(50) + " \\boxed{7}";
    StringBuilder endless = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      endless.append("step ").append(i).append(' ');
    }
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", loop)
            .texts("a", "What is 2 + 5?", endless + SHORT)
            .texts("a", "What is 1 + 6?", "<think>" + WEIGHED, "\\boxed{7}")
            .texts(
                "c", "What is 2 + 5?", "Let me add the two numbers. 我们先把两个数加起来，得到七。So: \\boxed{7}")
            .finished("c", "What is 1 + 6?", SHORT, "length");
    StageLaws.Context context = new StageLaws.Context();
    assertThat(reasons(required(recordings).judge(three(), context)).values())
        .containsOnly("no-chain");
    assertThat(context.metrics.get("faults"))
        .isEqualTo(
            Map.of(
                "loop",
                1L,
                "too-long",
                1L,
                "too-short",
                1L,
                "truncated",
                1L,
                "language-switch",
                1L));
    assertThat(context.tables.get("scores").where("score is null and model is not null").count())
        .isEqualTo(5);
    assertThat(context.notes.get(0))
        .isEqualTo("0 of 3 problems have a chain by a model, 0 the official solution, 3 none.");
  }

  @Test
  void bandsAreFifthsOfTheProblems() {
    List<Row> rows = new ArrayList<>();
    StringBuilder solution = new StringBuilder("We add the numbers one by one");
    for (int i = 0; i < 100; i++) {
      rows.add(problem("p" + i, "test", 100, "What is " + i + "?", "7", solution + " end", null));
      solution.append(" and number ").append(i);
    }
    Dataset<Row> judged =
        optional(new InlineRecordings()).judge(problems(rows), new StageLaws.Context());
    List<String> bands =
        judged.groupBy("chain_band").count().orderBy("chain_band").collectAsList().stream()
            .map(row -> row.getString(0) + " " + row.getLong(1))
            .toList();
    assertThat(bands).containsExactly("L1 20", "L2 20", "L3 20", "L4 20", "L5 20");
    assertThat(row(judged, "p99").<String>getAs("chain_band")).isEqualTo("L5");
    assertThat(row(judged, "p0").<Double>getAs("chain_elaborated")).isZero();
    assertThat(row(judged, "p99").<Double>getAs("chain_elaborated")).isEqualTo(1);
  }

  @Test
  void keepsTheScoreOfEveryCandidate() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", SHORT, WRONG)
            .texts("c", "What is 3 + 4?", SHORT, WEIGHED);
    StageLaws.Context context = new StageLaws.Context();
    Row best = row(optional(recordings).judge(three(), context), "p1");
    Dataset<Row> scores = context.tables.get("scores");
    assertThat(scores.where("problem_id = 'p1'").count())
        .as("of two models and none wrong")
        .isEqualTo(3);
    assertThat(scores.where("problem_id = 'p2'").select("model").first().getString(0))
        .isEqualTo("official");
    assertThat(
            scores
                .where("problem_id = 'p1'")
                .selectExpr("max_by(model, score)", "max(score)")
                .first())
        .isEqualTo(RowFactory.create("large", best.<Double>getAs("chain_score")));
  }

  @Test
  void scalesByHand() {
    // Four chains of 2, 2, 4 and 8: mean 4, variance (4 + 4 + 0 + 16) / 4 = 6.
    long[] counts = {0, 0, 2, 0, 1, 0, 0, 0, 1, 0};
    double[] places = ChainRanks.minMax(counts);
    assertThat(new double[] {places[2], places[4], places[8]}).containsExactly(0, 1 / 3.0, 1);
    double[] scores = ChainRanks.standardized(counts);
    assertThat(new double[] {scores[2], scores[4], scores[8]})
        .containsExactly(-2 / Math.sqrt(6), 0, 4 / Math.sqrt(6));
    assertThat(ChainRanks.minMax(new long[] {0, 3, 0})).containsOnly(0);
    assertThat(ChainRanks.standardized(new long[] {0, 3, 0})).containsOnly(0);
  }

  @Test
  void bandsAreFifthsOnEveryScale() {
    List<Row> rows = new ArrayList<>();
    StringBuilder solution = new StringBuilder("We add the numbers one by one");
    for (int i = 0; i < 50; i++) {
      rows.add(problem("p" + i, "test", 100, "What is " + i + "?", "7", solution + " end", null));
      solution.append(" and number ").append(i);
    }
    for (Scale scale : Scale.values()) {
      Dataset<Row> judged =
          new Chains(config(false, scale), MODELS, new InlineRecordings())
              .judge(problems(rows), new StageLaws.Context());
      assertThat(judged.where("chain_band = 'L5'").count()).as("%s", scale).isEqualTo(10);
      assertThat(row(judged, "p49").<String>getAs("chain_band")).isEqualTo("L5");
      assertThat(row(judged, "p0").<String>getAs("chain_band")).isEqualTo("L1");
    }
  }

  @Test
  void ranksAsSqlsPercentRank() {
    assertThat(ChainRanks.percentRanks(new long[] {2, 0, 1, 2})).containsExactly(0, 0.5, 0.5, 0.75);
    assertThat(ChainRanks.percentRanks(new long[] {0, 1, 0})).containsOnly(0);
    assertThat(ChainRanks.percentRanks(new long[0])).isEmpty();
  }

  @Test
  void keepsTheLawsOfStages() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", SHORT, WRONG)
            .texts("c", "What is 3 + 4?", WEIGHED, SHORT);
    StageLaws.check(optional(recordings), three());
  }

  private static Row row(Dataset<Row> judged, String id) {
    return judged.filter(functions.col(Columns.PROBLEM_ID).equalTo(id)).first();
  }
}
