// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static dev.whittle.TestSpark.problem;
import static dev.whittle.TestSpark.problems;
import static dev.whittle.TestSpark.reasons;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.config.ExactDedupConfig;
import dev.whittle.config.ExactDedupConfig.Preference;
import dev.whittle.pipeline.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ExactDedupTest {
  private static final ExactDedupConfig CONFIG = new ExactDedupConfig(List.of(Preference.values()));
  private static final String EXACT = Reason.EXACT_DUPLICATE.code();
  private static final String FORMAT = Reason.FORMAT_DUPLICATE.code();

  @Test
  void keepsTheLaws() {
    StageLaws.check(
        new ExactDedup(CONFIG),
        problems(
            problem("a", "What is $3+4$?", "7"),
            problem("b", "What is 3 + 4", "7"),
            problem("c", "What is 3 - 4", "-1"),
            problem("d", "", null),
            problem("e", null, null),
            problem("f", "...?", null),
            problem("g", "\u5c0f\u660e\u6709 3 \u4e2a", "3"),
            problem("h", "\u5c0f \u660e \u6709 3 \u4e2a\u3002", "3")));
  }

  @Test
  void tellsExactFromFormatOnly() {
    Map<String, String> reasons =
        reasons(
            judged(
                problem("a", "Find $\\dfrac{1}{2}+x$.", "1"),
                problem("b", "Find $\\dfrac{1}{2}+x$.", "1"),
                problem("c", "Find \\frac12 + x", "1"),
                problem("d", "Find $\\frac{1}{2}-x$.", "1")));
    assertThat(reasons)
        .containsEntry("a", null)
        .containsEntry("b", EXACT)
        .containsEntry("c", FORMAT)
        .containsEntry("d", null);
  }

  @Test
  void keepsTheBestRankedOfACluster() {
    Map<String, String> reasons =
        reasons(
            judged(
                problem("a", "s", 1, "Find x+1.", null, "proof", null),
                problem("b", "s", 2, "Find x+1.", "1", null, null),
                problem("c", "s", 2, "Find x+1.", "1", "worked", null),
                problem("d", "s", 1, "Find x+1.", "1", "worked", null),
                problem("e", "s", 1, "Find x+1.", "1", "worked", null)));
    assertThat(reasons).containsEntry("d", null).containsEntry("e", EXACT);
    assertThat(reasons.values()).filteredOn(EXACT::equals).hasSize(4);
  }

  @Test
  void followsTheConfiguredPreferences() {
    Dataset<Row> rows =
        problems(
            problem("a", "s", 1, "Find x+1.", null, null, null),
            problem("b", "s", 9, "Find x+1.", "1", null, null));
    ExactDedupConfig byPriority = new ExactDedupConfig(List.of(Preference.PRIORITY));
    assertThat(reasons(new ExactDedup(byPriority).judge(rows, new StageLaws.Context())))
        .containsEntry("a", null)
        .containsEntry("b", EXACT);
  }

  @Test
  void marksEveryMemberOfAClusterWhoseAnswersDiffer() {
    Dataset<Row> judged =
        judged(
            problem("a", "Find x+1.", "1/2"),
            problem("b", "Find x+1", "0.5"),
            problem("c", "Find y+1.", "3"),
            problem("d", "Find y+1", "4"),
            problem("e", "Find y+1 ", null));
    assertThat(rows(judged.filter("answer_conflict"))).containsExactly("c", "d", "e");
    Row kept = judged.filter("problem_id = 'c'").first();
    assertThat(kept.<Integer>getAs("exact_duplicates")).isEqualTo(2);
    assertThat(kept.getList(kept.fieldIndex("twin_answers"))).isEqualTo(List.of("3", "4"));
  }

  @Test
  void listsTheSourcesAndLicencesOfAllMembers() {
    Row other =
        RowFactory.create(
            "b", "zeta", "b", "Find x+1", "1", null, null, null, "CC0", Map.of(), 100);
    Row kept = judged(problem("a", "Find x+1.", "1"), other).filter("reason is null").first();
    assertThat(kept.<String>getAs("problem_id")).isEqualTo("a");
    assertThat(kept.getList(kept.fieldIndex("twin_sources"))).isEqualTo(List.of("test", "zeta"));
    assertThat(kept.getList(kept.fieldIndex("twin_licenses"))).isEqualTo(List.of("CC0", "MIT"));
  }

  @Test
  void neverMergesTextsThatSayNothing() {
    assertThat(
            reasons(
                judged(problem("a", "", null), problem("b", "", null), problem("c", ".", null))))
        .containsEntry("a", null)
        .containsEntry("b", null)
        .containsEntry("c", null);
  }

  @Test
  void findsEveryClusterAmongManyPartitions() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(problem("p" + i, "Find " + (i % 90) + " + x" + (i % 2 == 0 ? "." : ""), "" + i % 7));
    }
    Dataset<Row> few =
        new ExactDedup(CONFIG).judge(problems(rows).coalesce(1), new StageLaws.Context());
    Dataset<Row> many =
        new ExactDedup(CONFIG).judge(problems(rows).repartition(40), new StageLaws.Context());
    assertThat(reasons(many)).isEqualTo(reasons(few));
    assertThat(few.filter("reason is null").count()).isEqualTo(90);
  }

  private static Dataset<Row> judged(Row... rows) {
    return new ExactDedup(CONFIG).judge(problems(rows), new StageLaws.Context());
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows
        .select(functions.col("problem_id"))
        .as(org.apache.spark.sql.Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
