// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.TestSpark.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.config.NearDedupConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class NearDedupTest {
  private static final String TRAIN =
      "A train leaves the old station at 9 o'clock and travels 240 miles to the coast at a constant speed of 60 miles per hour"
          + " without any stop on its way. How many hours does the whole %s take it from the station to the coast?";

  private static NearDedup stage(double threshold) {
    return new NearDedup(
        new NearDedupConfig(threshold, 3, 25, 5, new NearDedupConfig.Guards(true, true, true)));
  }

  private final StageLaws.Context context = new StageLaws.Context();

  private Dataset<Row> judged(Row... rows) {
    return stage(0.8).judge(TestSpark.problems(rows), context);
  }

  private static Row row(Dataset<Row> judged, String id) {
    return judged.filter("problem_id = '" + id + "'").first();
  }

  @Test
  void rejectsASmallEditOfABetterRankedProblem() {
    Dataset<Row> judged =
        judged(
            problem("a", "s", 1, String.format(TRAIN, "trip"), "4", null, null),
            problem("b", "s", 2, String.format(TRAIN, "journey"), "4", null, null));
    assertThat(TestSpark.reasons(judged))
        .containsEntry("a", null)
        .containsEntry("b", "near-duplicate");
    Row rejected = row(judged, "b");
    assertThat(rejected.<String>getAs("near_duplicate_of")).isEqualTo("a");
    assertThat(rejected.<Double>getAs("jaccard")).isBetween(0.8, 0.99);
    assertThat(rejected.<String>getAs("near_edge_class")).isEqualTo("near");
    assertThat(row(judged, "a").<Integer>getAs("near_duplicates")).isEqualTo(1);
  }

  @Test
  void keepsNumericVariantsUnderOneTemplate() {
    Dataset<Row> judged =
        judged(
            problem("a", String.format(TRAIN, "trip"), "4"),
            problem(
                "b", String.format(TRAIN, "trip").replace("240", "300").replace("60", "75"), "4"),
            problem("c", "What is the largest prime below 100 whose digits add up to 16?", "97"));
    assertThat(TestSpark.reasons(judged).values()).containsOnlyNulls();
    String template = row(judged, "a").getAs("template_id");
    assertThat(template).isNotNull().isEqualTo(row(judged, "b").<String>getAs("template_id"));
    assertThat(row(judged, "c").<String>getAs("template_id")).isNull();
  }

  @Test
  void keepsProblemsWithAnotherAnswer() {
    Dataset<Row> judged =
        judged(
            problem("a", String.format(TRAIN, "trip"), "4"),
            problem("b", String.format(TRAIN, "journey"), "5"));
    assertThat(TestSpark.reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void keepsProblemsWithAnotherOperator() {
    String sum =
        "Let the numbers a and b be the roots of the equation given above in the text. Find the value of the product of a + b with itself.";
    Dataset<Row> judged =
        judged(problem("a", sum, null), problem("b", sum.replace("a + b", "a - b"), null));
    assertThat(TestSpark.reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void rejectsOnlyOnADirectEdgeToAKeptRow() {
    // a ~ b and b ~ c, but a and c are too far apart: b goes, c stays, for b does not stand for it.
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      words.add("w" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    }
    String a = String.join(" ", words);
    words.set(15, "changed");
    String b = String.join(" ", words);
    words.set(45, "altered");
    String c = String.join(" ", words);
    Dataset<Row> judged =
        stage(0.85)
            .judge(
                TestSpark.problems(
                    problem("a", "s", 1, a, "1", null, null),
                    problem("b", "s", 2, b, "1", null, null),
                    problem("c", "s", 3, c, "1", null, null)),
                context);
    assertThat(TestSpark.reasons(judged))
        .containsEntry("a", null)
        .containsEntry("b", "near-duplicate")
        .containsEntry("c", null);
  }

  @Test
  void losesNoTextHoweverShortOrStrange() {
    Dataset<Row> judged =
        judged(
            problem("a", "", "1"),
            problem("b", "?", "1"),
            problem("c", "x", "1"),
            problem("d", "求最大值", "1"),
            problem("e", "求最小值", "2"),
            problem("f", "$$\\int_0^1 x^2 dx$$", "1/3"),
            problem("g", null, "1"));
    assertThat(TestSpark.reasons(judged)).hasSize(7);
    assertThat(TestSpark.reasons(judged).values()).containsOnlyNulls();
  }

  @Test
  void keepsTheLaws() {
    List<Row> rows = new ArrayList<>();
    String[] words = {"trip", "journey", "way", "ride", "drive"};
    for (int i = 0; i < 40; i++) {
      rows.add(
          problem(
              String.format("%03d", i),
              "s",
              i % 3,
              String.format(TRAIN, words[i % 5]).replace("240", "" + 100 * (i % 4)),
              i % 7 == 0 ? null : "4",
              null,
              null));
    }
    StageLaws.check(stage(0.8), TestSpark.problems(rows));
  }

  @Test
  void aStricterThresholdRejectsNoMore() {
    List<Row> rows = new ArrayList<>();
    String[] words = {"trip", "whole trip", "way of the train", "ride", "long drive by train"};
    for (int i = 0; i < 20; i++) {
      rows.add(problem(String.format("%03d", i), String.format(TRAIN, words[i % 5]), "4"));
    }
    long loose =
        TestSpark.reasons(stage(0.7).judge(TestSpark.problems(rows), context)).values().stream()
            .filter(java.util.Objects::nonNull)
            .count();
    long strict =
        TestSpark.reasons(stage(0.95).judge(TestSpark.problems(rows), new StageLaws.Context()))
            .values()
            .stream()
            .filter(java.util.Objects::nonNull)
            .count();
    assertThat(strict).isLessThan(loose).isPositive();
  }
}
