// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.DomainClassifierConfig;
import dev.whittle.config.QualityConfig;
import dev.whittle.config.QualityConfig.Switch;
import dev.whittle.pipeline.Reason;
import dev.whittle.quality.QualityPolicy.Drawings;
import dev.whittle.quality.Rule;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class QualityTest {
  private static Map<String, Switch> all(Switch on) {
    Map<String, Switch> rules = new LinkedHashMap<>();
    for (Rule rule : Rule.values()) {
      rules.put(rule.code(), on);
    }
    return rules;
  }

  private static QualityConfig config(Map<String, Switch> rules) {
    return new QualityConfig(
        rules,
        5,
        200,
        8,
        Drawings.KEEP,
        List.of("en", "zh"),
        List.of("options"),
        Map.of("Number_Theory", "11", "geometry", "51", "numbers__*", "11"),
        new DomainClassifierConfig(100, 200, 10, 10, 8, 0.0001, 5, 0.5));
  }

  /** One problem for every rule, named by the reason, and two sound ones. */
  private static Dataset<Row> problems() {
    return TestSpark.problems(
        TestSpark.problem("sound", "What is the sum of 1 and 1?", "2"),
        TestSpark.problem("sound-chinese", "小明有５本书，又买了３本，现在有多少本？", "8"),
        TestSpark.problem("encoding-damage", "What is $\frac{1}{2}$ and a half?", "1"),
        TestSpark.problem("placeholder-numbers", "Bob had number0 pens. How many now?", "2"),
        TestSpark.problem("unwanted-language", "Найдите сумму всех корней уравнения.", "1"),
        TestSpark.problem("not-mathematics", "Who wrote the play about a Danish prince?", "Bard"),
        TestSpark.problem("too-short", "1+1", "2"),
        TestSpark.problem("too-long", "What is the sum of 1 and 1? ".repeat(10), "2"),
        TestSpark.problem("broken-latex", "What is $\\frac{1}{2$ and a half?", "1"),
        TestSpark.problem("needs-image", "Find the shaded area in the figure below.", "4"),
        TestSpark.problem("needs-context", "Repeat Exercise 3 as in exercise 12.", "4"),
        TestSpark.problem("hyperlink", "What is https://x.org plus one and one?", "4"),
        TestSpark.problem("multiple-choice", "Which of the following is a square?", "4"),
        TestSpark.problem("proof", "Prove that all primes but 2 are odd.", null),
        TestSpark.problem("yes-no", "Is 7 a prime number or not?", "Yes"),
        TestSpark.problem("several-questions", "(1) Find 1+1. (2) Find 2+2.", "4"),
        TestSpark.problem("no-answer", "What is the sum of 1 and 1?", null),
        TestSpark.problem(
            "unverifiable-answer",
            "What is true of the sum of 1 and 1?",
            "It is even, since both of the numbers that make it up are odd."),
        TestSpark.problem("answer-leaked", "What is 15 plus 3? Answer: 18.", "18"));
  }

  @Test
  void keepsTheLawsOfStages() {
    StageLaws.check(new Quality(config(all(Switch.REJECT))), problems());
  }

  @Test
  void rejectsForEveryReasonWhatBreaksItsRule() {
    Dataset<Row> judged =
        new Quality(config(all(Switch.REJECT))).judge(problems(), new StageLaws.Context());
    TestSpark.reasons(judged)
        .forEach(
            (id, reason) ->
                assertThat(reason).as(id).isEqualTo(id.startsWith("sound") ? null : id));
  }

  @Test
  void hasAReasonForEveryRule() {
    for (Rule rule : Rule.values()) {
      assertThat(Reason.of(rule.code())).as(rule.code()).isPresent();
    }
  }

  @Test
  void keepsWhatBreaksARuleThatOnlyReports() {
    Map<String, Switch> rules = all(Switch.REJECT);
    rules.put("proof", Switch.REPORT);
    Row row =
        new Quality(config(rules))
            .judge(
                TestSpark.problems(TestSpark.problem("p", "Prove that 3 is odd, please.", null)),
                new StageLaws.Context())
            .first();
    assertThat(row.<String>getAs("reason")).isEqualTo("no-answer");
    assertThat(row.<Object>getAs("quality_findings").toString()).contains("proof", "no-answer");
  }

  @Test
  void keepsEverythingWhenAllRulesAreOff() {
    Dataset<Row> judged =
        new Quality(config(all(Switch.OFF))).judge(problems(), new StageLaws.Context());
    assertThat(judged.where("reason is null").count()).isEqualTo(problems().count());
  }

  @Test
  void mapsDomainsInWhateverSpellingToClasses() {
    Dataset<Row> judged =
        new Quality(config(all(Switch.OFF)))
            .judge(
                TestSpark.problems(
                    TestSpark.problem("1", "s", 1, "p", "a", null, "number theory"),
                    TestSpark.problem("2", "s", 1, "p", "a", null, "Number-Theory"),
                    TestSpark.problem("3", "s", 1, "p", "a", null, "knitting"),
                    TestSpark.problem("4", "s", 1, "p", "a", null, null),
                    TestSpark.problem("5", "s", 1, "p", "a", null, "numbers__gcd")),
                new StageLaws.Context());
    assertThat(judged.orderBy("problem_id").select("domain_group").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("number-theory", "number-theory", null, null, "number-theory");
  }

  /** Problems of two fields with their domain, and two without. */
  private static Dataset<Row> pool() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      String theory = "Find the greatest common divisor of the integers " + i + " and " + 7 * i;
      String figure = "A circle of radius " + i + " touches a triangle with angle " + i;
      rows.add(TestSpark.problem("n" + i, "s", 1, theory, "7", null, "number theory"));
      rows.add(TestSpark.problem("g" + i, "s", 1, figure, "7", null, "geometry"));
    }
    rows.add(
        TestSpark.problem(
            "open-n", "s", 1, "Find the greatest divisor of two integers.", "1", null, null));
    rows.add(
        TestSpark.problem(
            "open-g", "s", 1, "Which angle has a circle and triangle?", "1", null, "knitting"));
    return TestSpark.problems(rows.toArray(Row[]::new));
  }

  @Test
  void guessesTheClassWhereNoDomainIsMapped() {
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged = new Quality(config(all(Switch.OFF))).judge(pool(), context);
    assertThat(
            judged
                .where("problem_id like 'open%'")
                .orderBy("problem_id")
                .select("msc", "domain_group")
                .collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly("51 geometry", "11 number-theory");
    assertThat(judged.where("problem_id = 'g1'").first().<Double>getAs("domain_confidence"))
        .isEqualTo(1.0);
    assertThat(
            judged.where("problem_id like 'open%' and domain_confidence between 0.5 and 1").count())
        .isEqualTo(2);
    assertThat(context.metrics).containsEntry("domain_held_out_accuracy", 1.0);
    assertThat(context.notes)
        .anyMatch(
            note -> note.startsWith("domains: a classifier of 2 classes is right on 100.0 %"));
  }

  @Test
  void guessesTheSameHoweverTheRowsArePartitioned() {
    StageLaws.check(new Quality(config(all(Switch.OFF))), pool());
  }

  @Test
  void leavesDomainsOpenWhenTooFewRowsHaveOne() {
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged =
        new Quality(config(all(Switch.OFF)))
            .judge(pool().where("problem_id like '%1%' or problem_id like 'open%'"), context);
    assertThat(judged.where("problem_id like 'open%' and domain_group is null").count())
        .isEqualTo(2);
    assertThat(context.notes)
        .containsExactly(
            "domains: no classifier, 34 problems have a mapped domain and 100 are asked for"
                + " (quality.classifier.min-rows)");
  }

  @Test
  void takesOptionsOfTheSourceFromExtra() {
    Row choice =
        RowFactory.create(
            "1",
            "s",
            "1",
            "What is the sum of 1 and 1?",
            "B",
            null,
            null,
            null,
            "MIT",
            Map.of("options", "[\"1\",\"2\"]"),
            1);
    Dataset<Row> judged =
        new Quality(config(all(Switch.REJECT)))
            .judge(
                TestSpark.session().createDataFrame(List.of(choice), Schemas.PROBLEM),
                new StageLaws.Context());
    assertThat(TestSpark.reasons(judged)).containsEntry("1", "multiple-choice");
  }

  @Test
  void checksARowOnceHoweverManyColumnsAndFiltersAreTakenFromIt() {
    Dataset<Row> judged =
        new Quality(config(all(Switch.REJECT)))
            .judge(problems().repartition(2), new StageLaws.Context());
    String plan =
        judged
            .where("reason is null or reason = 'proof'")
            .select("problem_id", "quality_findings", "language", "reason")
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan.split("QualityCheck|UDF\\(", -1)).as(plan).hasSize(2);
  }

  @Test
  void namesUnknownAndMissingRules() {
    Map<String, Switch> rules = all(Switch.REJECT);
    rules.remove("proof");
    rules.put("prof", Switch.REJECT);
    assertThatThrownBy(() -> config(rules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown rule 'prof'; did you mean 'proof'?; rules.proof is missing (reject | report |"
                + " off)");
  }
}
