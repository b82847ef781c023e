// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.GoldSuspects;
import dev.whittle.config.CoreSetConfig.QuotaShortfall;
import dev.whittle.config.CoreSetConfig.RateWeight;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class CoreSetTest {
  private static final StructType SURVIVOR =
      Schemas.PROBLEM
          .add("domain_group", DataTypes.StringType)
          .add("baseline_solve_rate", DataTypes.DoubleType)
          .add("strong_solve_rate", DataTypes.DoubleType)
          .add("chain_score", DataTypes.DoubleType)
          .add("template_id", DataTypes.StringType)
          .add("manual", DataTypes.StringType);

  private static Row survivor(
      String id, String group, Double strong, Double chain, String template, String manual) {
    return RowFactory.create(
        id,
        "s",
        id,
        "What is " + id + "?",
        "1",
        null,
        null,
        null,
        "MIT",
        Map.of(),
        1,
        group,
        0.0,
        strong,
        chain,
        template,
        manual);
  }

  private static Dataset<Row> table(List<Row> rows) {
    return TestSpark.session().createDataFrame(rows, SURVIVOR);
  }

  /** 60 of algebra, 30 of geometry, 10 of number theory, of growing ease. */
  private static Dataset<Row> pool() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(survivor("a" + (100 + i), "algebra", i / 60.0, 0.5, null, null));
    }
    for (int i = 0; i < 30; i++) {
      rows.add(survivor("g" + (100 + i), "geometry", i / 30.0, 0.5, null, null));
    }
    for (int i = 0; i < 10; i++) {
      rows.add(survivor("n" + (100 + i), "number-theory", i / 10.0, 0.5, null, null));
    }
    return table(rows);
  }

  private static CoreSetConfig config(int size, int limit, Map<String, Double> quotas) {
    return new CoreSetConfig(
        size,
        limit,
        List.of(new RateWeight("baseline", 1), new RateWeight("strong", 3)),
        0.5,
        0.7,
        0.3,
        0.0,
        2,
        GoldSuspects.LEAVE_OUT,
        quotas,
        QuotaShortfall.REPORT);
  }

  private static Map<Integer, String> byRank(CoreSetConfig config, Dataset<Row> problems) {
    Map<Integer, String> ids = new TreeMap<>();
    for (Row row :
        new CoreSet(config)
            .judge(problems, new StageLaws.Context())
            .where("rank is not null")
            .collectAsList()) {
      ids.put(row.getAs("rank"), row.getAs(Columns.PROBLEM_ID));
    }
    return ids;
  }

  @Test
  void keepsTheLawsOfStages() {
    StageLaws.check(new CoreSet(config(10, 40, Map.of("algebra", 0.5))), pool());
  }

  @Test
  void givesTheSamePrefixForEverySize() {
    Map<String, Double> quotas = Map.of("algebra", 0.3, "geometry", 0.3);
    List<String> all = List.copyOf(byRank(config(80, 100, quotas), pool()).values());
    for (int size : new int[] {1, 7, 25, 50}) {
      List<String> core =
          new CoreSet(config(size, size, quotas))
                  .judge(pool(), new StageLaws.Context())
                  .where("reason is null")
                  .orderBy("rank")
                  .select(Columns.PROBLEM_ID)
                  .collectAsList()
                  .stream()
                  .map(row -> row.getString(0))
                  .toList();
      assertThat(core).isEqualTo(all.subList(0, size));
    }
  }

  @Test
  void holdsTheQuotasInEveryPrefixAsFarAsSupplyGoes() {
    Map<String, Double> quotas = Map.of("algebra", 0.5, "geometry", 0.3, "number-theory", 0.2);
    List<String> all = List.copyOf(byRank(config(50, 100, quotas), pool()).values());
    for (int k = 1; k <= 50; k++) {
      List<String> prefix = all.subList(0, k);
      assertThat(count(prefix, 'a')).as("algebra in %d", k).isBetween(0.5 * k - 1, 0.5 * k + 1);
      assertThat(count(prefix, 'g')).as("geometry in %d", k).isBetween(0.3 * k - 1, 0.3 * k + 1);
      assertThat(count(prefix, 'n')).as("numbers in %d", k).isBetween(0.2 * k - 1, 0.2 * k + 1);
    }
    // Number theory has ten: what it cannot fill goes to the others.
    assertThat(count(all.subList(0, 80), 'n')).isEqualTo(10);
  }

  private static double count(List<String> ids, char group) {
    return ids.stream().filter(id -> id.charAt(0) == group).count();
  }

  @Test
  void sharesTheRemainderEquallyAmongTheOtherGroups() {
    List<String> ids =
        List.copyOf(byRank(config(20, 100, Map.of("algebra", 0.5)), pool()).values());
    assertThat(count(ids.subList(0, 20), 'a')).isEqualTo(10);
    assertThat(count(ids.subList(0, 20), 'g')).isEqualTo(5);
    assertThat(count(ids.subList(0, 20), 'n')).isEqualTo(5);
  }

  @Test
  void putsTheHarderOfADomainFirst() {
    assertThat(byRank(config(1, 3, Map.of("algebra", 1.0)), pool()).values())
        .containsExactly("a100", "a101", "a102");
  }

  @Test
  void putsTheBetterChainFirstWhereDifficultyIsEqual() {
    Dataset<Row> two =
        table(
            List.of(
                survivor("a", "x", 0.1, 0.2, null, null),
                survivor("b", "x", 0.1, 0.9, null, null),
                survivor("c", "x", 0.1, null, null, null)));
    assertThat(byRank(config(3, 3, Map.of()), two).values()).containsExactly("b", "a", "c");
  }

  @Test
  void takesTheConfiguredRateWhereNoneWasMeasured() {
    Dataset<Row> three =
        table(
            List.of(
                survivor("easy", "x", 0.9, null, null, null),
                survivor("unknown", "x", null, null, null, null),
                survivor("hard", "x", 0.1, null, null, null)));
    assertThat(byRank(config(3, 3, Map.of()), three).values())
        .containsExactly("hard", "unknown", "easy");
    Row unknown =
        new CoreSet(config(3, 3, Map.of()))
            .judge(three, new StageLaws.Context())
            .where("problem_id = 'unknown'")
            .first();
    assertThat(unknown.<Double>getAs("difficulty")).isEqualTo(1 - 0.75 * 0.5);
    assertThat(unknown.<String>getAs("why")).contains("strong solve rate unknown");
  }

  @Test
  void ranksAtMostTheConfiguredVariantsOfATemplate() {
    Dataset<Row> variants =
        table(
            List.of(
                survivor("a", "x", 0.1, null, "t", null),
                survivor("b", "x", 0.2, null, "t", null),
                survivor("c", "x", 0.3, null, "t", null),
                survivor("d", "x", 0.4, null, null, null),
                survivor("e", "x", 0.5, null, null, null)));
    Dataset<Row> judged =
        new CoreSet(config(4, 4, Map.of())).judge(variants, new StageLaws.Context());
    assertThat(TestSpark.reasons(judged))
        .containsEntry("a", null)
        .containsEntry("b", null)
        .containsEntry("c", "template-cap")
        .containsEntry("d", null)
        .containsEntry("e", null);
  }

  @Test
  void ranksWhatAPersonAllowedFirst() {
    Dataset<Row> rows =
        table(
            List.of(
                survivor("a", "x", 0.1, null, "t", null),
                survivor("b", "x", 0.9, null, "t", "allow"),
                survivor("c", "x", 0.95, null, "t", "allow"),
                survivor("d", "x", 1.0, null, "t", "allow")));
    assertThat(byRank(config(4, 4, Map.of()), rows).values()).containsExactly("b", "c", "d");
  }

  @Test
  void rejectsBeyondTheSizeWithARankAndBeyondTheLimitWithout() {
    Dataset<Row> judged =
        new CoreSet(config(3, 5, Map.of("algebra", 1.0))).judge(pool(), new StageLaws.Context());
    Map<String, String> reasons = TestSpark.reasons(judged);
    assertThat(reasons).containsEntry("a102", null).containsEntry("a103", "beyond-size");
    assertThat(reasons).containsEntry("a105", "beyond-rank-limit");
    assertThat(judged.where("reason = 'beyond-size'").select("rank").distinct().count())
        .isEqualTo(2);
    assertThat(judged.where("reason = 'beyond-rank-limit' and rank is not null").count()).isZero();
  }

  @Test
  @SuppressWarnings("unchecked")
  void breaksTheGateOfSizeWhenTheSupplyIsShort() {
    StageLaws.Context context = new StageLaws.Context();
    new CoreSet(config(817, 1000, Map.of("number-theory", 0.5))).judge(pool(), context);
    List<Map<String, Object>> gates = (List<Map<String, Object>>) context.metrics.get("gates");
    assertThat(gates.get(0)).containsEntry("name", "size").containsEntry("ok", false);
    assertThat(gates.get(0).get("words")).isEqualTo("wanted 817 problems, got 100");
    assertThat(gates.get(1)).containsEntry("name", "quotas").containsEntry("ok", true);
    assertThat(gates.get(1).get("words"))
        .isEqualTo("short of supply: number-theory wanted 408, got 10 of 10 survivors");
  }

  @Test
  void namesTheSolveRateStageThatTheFunnelLacks() {
    Dataset<Row> problems = pool().drop("strong_solve_rate");
    assertThatThrownBy(
            () -> new CoreSet(config(1, 1, Map.of())).judge(problems, new StageLaws.Context()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("strong_solve_rate");
  }

  @Test
  void ranksRowsThatNoOtherStageHasTouched() {
    CoreSetConfig plain =
        new CoreSetConfig(
            2,
            2,
            List.of(),
            0.5,
            1,
            1,
            0,
            1,
            GoldSuspects.LEAVE_OUT,
            Map.of(),
            QuotaShortfall.REPORT);
    Dataset<Row> bare =
        TestSpark.problems(
            TestSpark.problem("2", "What is 1+1?", "2"),
            TestSpark.problem("1", "What is 1+0?", "1"),
            TestSpark.problem("3", "What is 1+2?", "3"));
    assertThat(byRank(plain, bare).values()).containsExactly("1", "2");
  }

  @Test
  void refusesARankLimitBelowTheSize() {
    assertThatThrownBy(() -> config(10, 5, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank-limit 5 is below size 10");
  }

  @Test
  void saysInWordsWhatPutARowAtItsRank() {
    Row first =
        new CoreSet(config(1, 1, Map.of("algebra", 0.5)))
            .judge(pool(), new StageLaws.Context())
            .where(functions.col("rank").equalTo(1))
            .first();
    assertThat(first.<String>getAs("why"))
        .isEqualTo(
            "number 1 of algebra (share 0.500), difficulty 1.000, baseline solve rate 0.000,"
                + " strong solve rate 0.000, chain score 0.500");
  }
}
