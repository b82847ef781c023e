// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.TestSpark.problem;
import static dev.whittle.TestSpark.problems;
import static dev.whittle.TestSpark.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.config.Band;
import dev.whittle.config.GoldSuspectConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.ModelConfig.Backend;
import dev.whittle.config.SolveRateConfig;
import dev.whittle.config.SolveRateConfig.Rule;
import dev.whittle.config.SolveRateConfig.Subsample;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

final class SolveRateTest {
  private static final Map<String, ModelConfig> MODELS =
      Map.of(
          "small", new ModelConfig(Backend.RECORDED, List.of("b", "a"), List.of(), "r1"),
          "large", new ModelConfig(Backend.RECORDED, List.of("c"), List.of("rates"), "r1"));
  private static final String RIGHT = "so it is \\boxed{7}";
  private static final String WRONG = "so it is \\boxed{8}";
  private static final String BENCH = "So $x=7$ is #### 7";

  private static SolveRate stage(InlineRecordings recordings, Rule... rules) {
    return stage(recordings, Subsample.HYPERGEOMETRIC, rules);
  }

  private static SolveRate stage(InlineRecordings recordings, Subsample subsample, Rule... rules) {
    return new SolveRate(
        "baseline",
        new SolveRateConfig(List.of(rules), subsample, 1, new GoldSuspectConfig(0, 0)),
        MODELS,
        recordings);
  }

  private static Dataset<Row> five() {
    return problems(
        problem("p1", "What is 3 + 4?", "7"),
        problem("p2", "What is 2 + 5?", "7"),
        problem("p3", "What is 1 + 6?", "7"),
        problem("p4", "What is 0 + 7?", "7"),
        problem("p5", "What is 8 - 1?", "7"));
  }

  @Test
  void rejectsWhatTheModelSolvesOrNobodyAsked() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG, RIGHT, WRONG, WRONG)
            .texts("a", "What is 2 + 5?", WRONG, WRONG, WRONG, WRONG, RIGHT)
            .texts("a", "What is 1 + 6?", WRONG, WRONG)
            .texts("a", "What is 0 + 7?", BENCH);
    Map<String, String> reasons =
        reasons(
            stage(recordings, new Rule("small", 4, new Band(0, 0)))
                .judge(five(), new StageLaws.Context()));
    assertThat(reasons)
        .containsEntry("p1", "too-easy")
        .containsEntry("p2", null)
        .containsEntry("p3", "too-few-attempts")
        .containsEntry("p4", "too-easy")
        .containsEntry("p5", "no-attempts");
  }

  private static SolveRate atMost(int most) {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG)
            .texts("a", "What is 2 + 5?", WRONG)
            .texts("a", "What is 1 + 6?", WRONG)
            .texts("a", "What is 0 + 7?", RIGHT);
    return new SolveRate(
        "baseline",
        new SolveRateConfig(
            List.of(new Rule("small", 1, new Band(0, 0))),
            Subsample.HYPERGEOMETRIC,
            1,
            new GoldSuspectConfig(0, 0),
            most),
        MODELS,
        recordings);
  }

  @Test
  void judgesNoMoreThanAtMostAndSaysOfTheOthersThatTheyWereNotAsked() {
    Map<String, String> all = reasons(atMost(5).judge(five(), new StageLaws.Context()));
    assertThat(all).doesNotContainValue("not-asked");
    Map<String, String> before = all;
    for (int most = 4; most >= 1; most--) {
      Map<String, String> now = reasons(atMost(most).judge(five(), new StageLaws.Context()));
      assertThat(now.values().stream().filter("not-asked"::equals)).hasSize(5 - most);
      // Those that a smaller number leaves out are left out by a still smaller one, too.
      for (String id : now.keySet()) {
        if (!"not-asked".equals(now.get(id))) {
          assertThat(now.get(id)).isEqualTo(before.get(id));
        }
      }
      before = now;
    }
    StageLaws.check(atMost(2), five());
  }

  @Test
  void rejectsWhatTheStrongModelNeverSolves() {
    InlineRecordings recordings =
        new InlineRecordings().texts("c", "What is 3 + 4?", WRONG, WRONG, WRONG, RIGHT);
    assertThat(
            reasons(
                stage(recordings, new Rule("large", 4, new Band(2, 3)))
                    .judge(five(), new StageLaws.Context())))
        .containsEntry("p1", "too-hard");
  }

  @Test
  void tellsTheDecidingPrefixOfEveryModel() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG, WRONG, WRONG, WRONG, RIGHT)
            .texts("c", "what is  3 + 4 ?", RIGHT, RIGHT, WRONG);
    Row row =
        row(
            stage(
                    recordings,
                    new Rule("small", 4, new Band(0, 0)),
                    new Rule("large", 3, new Band(0, 1)))
                .judge(five(), new StageLaws.Context()),
            "p1");
    assertThat(row.<String>getAs(Columns.REASON)).isEqualTo("too-easy");
    assertThat(row.<Integer>getAs("baseline_attempts")).isEqualTo(4);
    assertThat(row.<Integer>getAs("baseline_correct")).isZero();
    assertThat(row.<Double>getAs("baseline_solve_rate")).isZero();
    assertThat(row.getList(row.fieldIndex("baseline_by_model")).toString())
        .isEqualTo("[[small,4,0,0.0,attempts,5,keep], [large,2,2,1.0,attempts,3,too-easy]]");
  }

  @Test
  void ordersPooledSourcesAsConfigured() {
    // Source b stands before a, so the model's first attempt is right.
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG, WRONG)
            .texts("b", "What is 3 + 4?", RIGHT);
    Row row =
        row(
            stage(recordings, new Rule("small", 3, new Band(0, 0)))
                .judge(five(), new StageLaws.Context()),
            "p1");
    assertThat(row.<Integer>getAs("baseline_attempts")).isEqualTo(1);
  }

  @Test
  void countsATruncatedAttemptAsWrong() {
    InlineRecordings recordings =
        new InlineRecordings().finished("a", "What is 3 + 4?", RIGHT, "length");
    Dataset<Row> judged =
        stage(recordings, new Rule("small", 1, new Band(0, 0)))
            .judge(five(), new StageLaws.Context());
    assertThat(reasons(judged)).containsEntry("p1", null);
  }

  @Test
  void judgesARateWhereAttemptsDoNotDecide() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("c", "What is 3 + 4?", WRONG)
            .rate("rates", "What is 3 + 4?", 64, 64)
            .rate("rates", "What is 2 + 5?", 64, 0)
            .rate("rates", "What is 1 + 6?", 2, 0)
            .rate("rates", "What is 0 + 7?", 2, 1)
            .rate("rates", "What is 0 + 7?", 2, 1);
    Dataset<Row> judged =
        stage(recordings, new Rule("large", 4, new Band(0, 2)))
            .judge(five(), new StageLaws.Context());
    assertThat(reasons(judged))
        .containsEntry("p1", "too-easy")
        .containsEntry("p2", null)
        // Two wrong of two: all four could still be two right at most.
        .containsEntry("p3", null)
        .containsEntry("p4", null);
    assertThat(row(judged, "p1").getList(row(judged, "p1").fieldIndex("baseline_by_model")))
        .hasToString("[[large,3,3,1.0,rate,64,too-easy]]");
    assertThat(row(judged, "p4").getList(row(judged, "p4").fieldIndex("baseline_by_model")))
        .hasToString("[[large,4,2,0.5,rate,4,keep]]");
  }

  @Test
  void scalesARateWhereConfigured() {
    InlineRecordings recordings =
        new InlineRecordings()
            .rate("rates", "What is 3 + 4?", 64, 7)
            .rate("rates", "What is 2 + 5?", 64, 8);
    Dataset<Row> judged =
        stage(recordings, Subsample.SCALE, new Rule("large", 4, new Band(0, 0)))
            .judge(five(), new StageLaws.Context());
    assertThat(reasons(judged)).containsEntry("p1", null).containsEntry("p2", "too-easy");
  }

  @Test
  void drawsTheSameAttemptsOfARateInEveryStage() {
    InlineRecordings recordings = new InlineRecordings();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(problem("p" + i, "What is " + i + " + 1?", "7"));
      recordings.rate("rates", "What is " + i + " + 1?", 64, 20);
    }
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> first =
        stage(recordings, new Rule("large", 4, new Band(0, 0))).judge(problems(rows), context);
    Dataset<Row> second =
        new SolveRate(
                "strong",
                new SolveRateConfig(
                    List.of(new Rule("large", 32, new Band(0, 32))),
                    Subsample.HYPERGEOMETRIC,
                    1,
                    new GoldSuspectConfig(0, 0)),
                MODELS,
                recordings)
            .judge(problems(rows), new StageLaws.Context());
    // Four wrong of the first four: at most 28 right of 32, so the longer band must agree.
    Map<String, String> kept = reasons(first);
    assertThat(kept.values().stream().filter(reason -> reason == null).count()).isBetween(20L, 70L);
    assertThat(reasons(second).values()).containsOnlyNulls();
    assertThat(row(first, "p0").<Double>getAs("baseline_solve_rate"))
        .isCloseTo(20 / 64.0, within(1e-12));
  }

  @Test
  void writesAttemptsOnceHoweverOftenItRuns() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG, RIGHT)
            .texts("c", "What is 2 + 5?", RIGHT)
            .rate("rates", "What is 1 + 6?", 64, 3);
    SolveRate stage =
        stage(
            recordings, new Rule("small", 2, new Band(0, 0)), new Rule("large", 1, new Band(0, 0)));
    StageLaws.Context context = new StageLaws.Context();
    stage.judge(five(), context).count();
    SparkSession spark = five().sparkSession();
    Dataset<Row> attempts = spark.read().parquet(context.run() + "/attempts");
    assertThat(attempts.count()).isEqualTo(3);
    long files = attempts.inputFiles().length;

    stage.judge(five(), new Again(context)).count();

    Dataset<Row> again = spark.read().parquet(context.run() + "/attempts");
    assertThat(again.count()).isEqualTo(3);
    assertThat(again.inputFiles()).hasSize((int) files);
    assertThat(again.select("model_slug").distinct().count()).isEqualTo(2);
    assertThat(spark.read().parquet(context.run() + "/rates").count()).isEqualTo(1);
    Row first = again.filter("problem_id = 'p1' and attempt_index = 1").first();
    assertThat(first.<Boolean>getAs("correct")).isTrue();
    assertThat(first.<String>getAs("extracted")).isEqualTo("7");
    assertThat(first.<String>getAs("server")).isEqualTo("recorded:a");
    assertThat(first.<Integer>getAs("verifier_version")).isEqualTo(AnswerVerifier.VERSION);
    for (String column : Schemas.ATTEMPT.fieldNames()) {
      assertThat(again.schema().apply(column).getComment().get()).isNotBlank();
    }
  }

  @Test
  void regradesWhatAnotherVerifierGraded() {
    InlineRecordings recordings = new InlineRecordings().texts("a", "What is 3 + 4?", RIGHT);
    SolveRate stage = stage(recordings, new Rule("small", 1, new Band(0, 0)));
    StageLaws.Context first = new StageLaws.Context();
    stage.judge(five(), first).count();
    SparkSession spark = five().sparkSession();
    // What an older verifier left: it took the right answer for wrong.
    StageLaws.Context older = new StageLaws.Context();
    spark
        .read()
        .parquet(first.run() + "/attempts")
        .withColumn("correct", functions.lit(false))
        .withColumn("verifier_version", functions.lit(AnswerVerifier.VERSION - 1))
        .write()
        .partitionBy("model_slug")
        .parquet(older.run() + "/attempts");

    assertThat(reasons(stage.judge(five(), older))).containsEntry("p1", "too-easy");
  }

  @Test
  void keepsTheRecordingsOfAnotherRevisionApart() {
    StageLaws.Context context = new StageLaws.Context();
    Rule rule = new Rule("small", 2, new Band(0, 0));
    stage(new InlineRecordings().texts("a", "What is 3 + 4?", RIGHT), rule)
        .judge(five(), context)
        .count();
    InlineRecordings other = new InlineRecordings().texts("a", "What is 3 + 4?", WRONG, WRONG);
    assertThat(reasons(stage(other, rule).judge(five(), new Again(context))))
        .containsEntry("p1", null);
  }

  @Test
  void notesTheCoverage() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("c", "What is 3 + 4?", RIGHT)
            .rate("rates", "What is 2 + 5?", 64, 3);
    StageLaws.Context context = new StageLaws.Context();
    stage(recordings, new Rule("large", 4, new Band(0, 0))).judge(five(), context);
    assertThat(context.notes)
        .containsExactly(
            "2 of 5 problems have attempts or a rate of large (1 attempts, 1 rates).",
            "large: keep 0..0 of 4 was decided by 1.00 attempts on average where attempts decided.");
    assertThat(context.metrics).containsKey("coverage");
  }

  @Test
  void refusesUnknownModelsAndRecordings() {
    assertThatThrownBy(() -> stage(new InlineRecordings(), new Rule("smal", 4, new Band(0, 0))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("baseline: there is no model 'smal'; did you mean 'small'?");
    Map<String, ModelConfig> models =
        Map.of("m", new ModelConfig(Backend.RECORDED, List.of("x"), List.of("rate"), "r1"));
    SolveRateConfig config =
        new SolveRateConfig(
            List.of(new Rule("m", 4, new Band(0, 0))),
            Subsample.SCALE,
            1,
            new GoldSuspectConfig(0, 0));
    assertThatThrownBy(() -> new SolveRate("strong", config, models, new InlineRecordings()))
        .hasMessageContaining("models.m.attempts: the sources have no 'x'")
        .hasMessageContaining("did you mean 'rates'?");
  }

  @Test
  void rejectsMoreWhenTheBandIsNarrower() {
    InlineRecordings recordings = new InlineRecordings();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(problem("p" + i, "What is " + i + " + 1?", "7"));
      recordings.rate("rates", "What is " + i + " + 1?", 64, i);
    }
    Map<String, String> wide = judged(rows, recordings, new Band(1, 16));
    Map<String, String> narrow = judged(rows, recordings, new Band(2, 9));
    wide.forEach(
        (id, reason) -> {
          if (reason != null) {
            assertThat(narrow.get(id)).isNotNull();
          }
        });
    assertThat(narrow.values().stream().filter(reason -> reason == null).count())
        .isLessThan(wide.values().stream().filter(reason -> reason == null).count());
  }

  private static Map<String, String> judged(
      List<Row> rows, InlineRecordings recordings, Band keep) {
    return new TreeMap<>(
        reasons(
            stage(recordings, new Rule("large", 32, keep))
                .judge(problems(rows), new StageLaws.Context())));
  }

  @Test
  void keepsTheLawsOfStages() {
    InlineRecordings recordings =
        new InlineRecordings()
            .texts("a", "What is 3 + 4?", WRONG, RIGHT, WRONG, WRONG)
            .texts("b", "What is 3 + 4?", RIGHT, WRONG)
            .texts("c", "What is 2 + 5?", WRONG, WRONG)
            .rate("rates", "What is 1 + 6?", 64, 9);
    StageLaws.check(
        stage(
            recordings, new Rule("small", 4, new Band(0, 1)), new Rule("large", 2, new Band(0, 1))),
        five());
  }

  private static Row row(Dataset<Row> judged, String id) {
    return judged.filter(functions.col(Columns.PROBLEM_ID).equalTo(id)).first();
  }
}
