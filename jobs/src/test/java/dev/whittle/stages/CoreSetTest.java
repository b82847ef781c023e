// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.whittle.TestSpark;
import dev.whittle.config.CoreSetConfig;
import dev.whittle.config.CoreSetConfig.GoldSuspects;
import dev.whittle.config.CoreSetConfig.Order;
import dev.whittle.config.CoreSetConfig.QuotaShortfall;
import dev.whittle.config.CoreSetConfig.RateWeight;
import dev.whittle.config.CoreSetConfig.Selection;
import dev.whittle.config.EmbeddingsConfig;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
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

  private static final EmbeddingsConfig WORDS =
      new EmbeddingsConfig(List.of(), "", "", "", 32, Duration.ofSeconds(5), 3);
  private static final Selection BY_SCORE = new Selection(Order.SCORE, 0, 10, 1_000, 1, WORDS);

  private static CoreSetConfig config(int size, int limit, Map<String, Double> quotas) {
    return config(size, limit, quotas, BY_SCORE);
  }

  private static CoreSetConfig config(
      int size, int limit, Map<String, Double> quotas, Selection selection) {
    return new CoreSetConfig(
        size,
        limit,
        List.of(new RateWeight("baseline", 1), new RateWeight("strong", 3)),
        0.5,
        0.7,
        0.3,
        0.0,
        0.5,
        selection,
        List.of(5, 20),
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
            0.5,
            BY_SCORE,
            List.of(),
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

  private static final List<String> THEMES =
      List.of(
          "Find the area of the triangle with sides %d and %d and a right angle.",
          "How many subsets does a set of %d elements have that hold %d of them?",
          "Solve the equation x^2 - %d x + %d = 0 for real x.",
          "A train leaves at noon with %d km per hour, another with %d. When do they meet?");

  /** Problems of four themes, and of the first far more than of the others. */
  private static Dataset<Row> themes(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int theme = i % 10 < 7 ? 0 : i % 10 - 6;
      rows.add(
          RowFactory.create(
              String.format("p%04d", i),
              "s",
              "r" + i,
              String.format(THEMES.get(theme), i + 2, 3 * i + 1),
              "1",
              "x".repeat(i % 13 + 1),
              null,
              null,
              "MIT",
              Map.of(),
              1,
              i % 2 == 0 ? "algebra" : "geometry",
              0.0,
              // The first theme is a little harder.
              theme == 0 ? 0.4 : 0.5,
              0.5,
              null,
              i == 50 ? "allow" : null));
    }
    return table(rows);
  }

  private static Selection diverse(double diversity, int inOneTask) {
    return new Selection(Order.DIVERSE, diversity, 200, inOneTask, 1, WORDS);
  }

  @Test
  void keepsTheLawsOfStagesWhenDiverse() {
    StageLaws.check(new CoreSet(config(10, 40, Map.of(), diverse(0.5, 1_000))), themes(90));
    StageLaws.check(new CoreSet(config(4, 12, Map.of(), diverse(0.5, 30))), themes(90));
  }

  @Test
  void takesFromEveryThemeBeforeItRepeatsOne() {
    Map<Integer, String> diverse = byRank(config(5, 20, Map.of(), diverse(1, 1_000)), themes(200));
    Map<Integer, String> score = byRank(config(5, 20, Map.of()), themes(200));
    assertThat(diverse.get(1)).as("what a person allowed").isEqualTo("p0050");
    assertThat(themesOf(diverse, 5)).isEqualTo(4);
    assertThat(themesOf(score, 20)).isEqualTo(1);
  }

  private static long themesOf(Map<Integer, String> ranks, int first) {
    return ranks.entrySet().stream()
        .filter(entry -> entry.getKey() <= first)
        .map(entry -> Integer.parseInt(entry.getValue().substring(1)) % 10)
        .map(digit -> digit < 7 ? 0 : digit - 6)
        .distinct()
        .count();
  }

  @Test
  void saysTheGainsThatPutARowAtItsRank() {
    Row second =
        new CoreSet(config(5, 20, Map.of(), diverse(0.5, 1_000)))
            .judge(themes(200), new StageLaws.Context())
            .where("rank = 2")
            .first();
    assertThat(second.<Double>getAs("coverage_gain")).isGreaterThan(1);
    assertThat(second.<Double>getAs("gain")).isPositive();
    assertThat(second.<Double>getAs("nearest_similarity")).isBetween(0.0, 1.0);
    assertThat(second.<String>getAs("why"))
        .containsPattern("gain \\d+\\.\\d{3}, covers \\d+\\.\\d\\d problems more");
  }

  @Test
  @SuppressWarnings("unchecked")
  void thinsOutInPartsWhatOneTaskDoesNotHold() {
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> judged =
        new CoreSet(config(10, 20, Map.of(), diverse(1, 60))).judge(themes(200), context);
    assertThat(context.metrics).containsEntry("parts", 4);
    assertThat(judged.where("rank is not null").count()).isEqualTo(20);
    assertThat(judged.where("rank <= 10").count()).isEqualTo(10);
    assertThat(((List<Map<String, Object>>) context.metrics.get("selection")))
        .extracting(step -> step.get("size"))
        .containsExactly(5, 10, 20);
  }

  @Test
  void drawsByTheRuleOfS1() {
    Selection draw = new Selection(Order.LENGTH_SAMPLING, 0, 10, 1_000, 7, WORDS);
    Map<Integer, String> drawn = byRank(config(10, 60, Map.of(), draw), themes(200));
    assertThat(drawn).hasSize(60);
    assertThat(drawn.get(1)).isEqualTo("p0050");
    // Weights fall by half a rank: what is drawn early has the longest solutions, 13 characters.
    long longest =
        drawn.entrySet().stream()
            .filter(entry -> entry.getKey() > 1 && entry.getKey() <= 11)
            .filter(entry -> Integer.parseInt(entry.getValue().substring(1)) % 13 >= 11)
            .count();
    assertThat(longest).isGreaterThanOrEqualTo(9);
    assertThat(byRank(config(10, 60, Map.of(), draw), themes(200).repartition(7))).isEqualTo(drawn);
    Selection other = new Selection(Order.LENGTH_SAMPLING, 0, 10, 1_000, 8, WORDS);
    assertThat(byRank(config(10, 60, Map.of(), other), themes(200))).isNotEqualTo(drawn);
    Selection small = new Selection(Order.LENGTH_SAMPLING, 0, 10, 100, 7, WORDS);
    assertThatThrownBy(() -> byRank(config(10, 60, Map.of(), small), themes(200)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("in-one-task");
  }

  @Test
  void refusesMoreRanksThanOneTaskHolds() {
    assertThatThrownBy(() -> config(10, 50, Map.of(), diverse(0.5, 40)))
        .hasMessageContaining("rank-limit 50 is above selection.in-one-task 40");
  }

  @Test
  @SuppressWarnings("unchecked")
  void breaksTheGatesOfBenchmarksAndAnswers() {
    StageLaws.Context context = new StageLaws.Context();
    Dataset<Row> rows =
        pool()
            .withColumn(
                "contaminated_by",
                functions.when(functions.col("problem_id").equalTo("a100"), "aime24"))
            .withColumn(
                "answer",
                functions
                    .when(functions.col("problem_id").equalTo("g100"), functions.lit(null))
                    .otherwise(functions.col("answer")));
    new CoreSet(config(10, 20, Map.of())).judge(rows, context);
    List<Map<String, Object>> gates = (List<Map<String, Object>>) context.metrics.get("gates");
    assertThat(gates).extracting(gate -> gate.get("ok")).containsExactly(true, true, false, false);
    assertThat(gates.get(2).get("words"))
        .isEqualTo("1 hold an item of a benchmark, first a100 (aime24)");
    assertThat(gates.get(3).get("words"))
        .isEqualTo("1 answers cannot be compared, first g100 (null)");
  }

  @Test
  void takesFewAttemptsForLessThanMany() {
    // 0 of 4 against 0 of 32: the second is surer to be hard.
    StructType model =
        new StructType()
            .add("source", DataTypes.StringType)
            .add("attempts", DataTypes.IntegerType)
            .add("recorded", DataTypes.IntegerType);
    Dataset<Row> rows =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    rated("few", 0.0, "attempts", 4, 4),
                    rated("many", 0.0, "attempts", 32, 32),
                    rated("ready", 0.25, "rate", 32, 64),
                    rated("none", null, null, null, null)),
                Schemas.PROBLEM
                    .add("strong_solve_rate", DataTypes.DoubleType)
                    .add("strong_by_model", DataTypes.createArrayType(model)));
    CoreSetConfig config =
        new CoreSetConfig(
            4,
            4,
            List.of(new RateWeight("strong", 1)),
            0.5,
            1,
            0,
            0,
            0.5,
            BY_SCORE,
            List.of(),
            1,
            GoldSuspects.LEAVE_OUT,
            Map.of(),
            QuotaShortfall.REPORT);
    Map<String, Double> difficulty = new TreeMap<>();
    for (Row row : new CoreSet(config).judge(rows, new StageLaws.Context()).collectAsList()) {
      difficulty.put(row.getAs(Columns.PROBLEM_ID), row.getAs("difficulty"));
    }
    assertThat(difficulty.get("few")).isEqualTo(1 - 0.5 / 5);
    assertThat(difficulty.get("many")).isEqualTo(1 - 0.5 / 33);
    assertThat(difficulty.get("ready")).isEqualTo(1 - 16.5 / 65);
    assertThat(difficulty.get("none")).isEqualTo(0.5);
  }

  private static Row rated(
      String id, Double rate, String source, Integer attempts, Integer recorded) {
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
        rate,
        List.of(RowFactory.create(source, attempts, recorded)));
  }

  /** What is near is told by a server: by the last digit of the largest number of the problem. */
  @Test
  void ranksByTheVectorsOfAModel() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger texts = new AtomicInteger();
    server.createContext(
        "/v1/embeddings",
        exchange -> {
          ObjectMapper json = new ObjectMapper();
          ArrayNode data = json.createArrayNode();
          for (JsonNode text : json.readTree(exchange.getRequestBody()).path("input")) {
            int largest =
                Pattern.compile("\\d+")
                    .matcher(text.asText())
                    .results()
                    .mapToInt(number -> Integer.parseInt(number.group()))
                    .max()
                    .orElseThrow();
            ArrayNode vector = data.addObject().put("index", data.size() - 1).putArray("embedding");
            for (int i = 0; i < 10; i++) {
              vector.add(i == largest % 10 ? 1.0 : 0.0);
            }
            texts.incrementAndGet();
          }
          byte[] body = json.createObjectNode().<ObjectNode>set("data", data).toString().getBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      EmbeddingsConfig embeddings =
          new EmbeddingsConfig(
              List.of("http://localhost:" + server.getAddress().getPort() + "/v1"),
              "tiny",
              "",
              "",
              16,
              Duration.ofSeconds(10),
              2);
      Selection selection = new Selection(Order.DIVERSE, 1, 200, 1_000, 1, embeddings);
      Map<Integer, String> ranks = byRank(config(10, 20, Map.of(), selection), themes(100));
      // The largest numbers are 3i + 1: the first ten ranks hold all ten digits.
      assertThat(
              ranks.values().stream()
                  .limit(10)
                  .map(id -> (3 * Integer.parseInt(id.substring(1)) + 1) % 10)
                  .distinct()
                  .count())
          .isEqualTo(10);
      assertThat(texts).as("every survivor is asked about once").hasValue(100);
      CoreSet stage = new CoreSet(config(10, 20, Map.of(), selection));
      assertThat(stage.config().toString()).contains("tiny").doesNotContain("localhost");
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(
            () ->
                new Selection(
                    Order.SCORE,
                    0,
                    1,
                    1_000,
                    1,
                    new EmbeddingsConfig(
                        List.of("http://host/v1"), "m", "", "", 1, Duration.ofSeconds(1), 1)))
        .hasMessageContaining("only read where by is diverse");
  }
}
