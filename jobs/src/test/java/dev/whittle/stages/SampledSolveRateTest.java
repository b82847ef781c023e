// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.Band;
import dev.whittle.config.BudgetConfig;
import dev.whittle.config.GoldSuspectConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.PromptConfig;
import dev.whittle.config.RequestConfig;
import dev.whittle.config.RequestConfig.Route;
import dev.whittle.config.ServerConfig;
import dev.whittle.config.SolveRateConfig;
import dev.whittle.config.SolveRateConfig.Rule;
import dev.whittle.config.SolveRateConfig.Subsample;
import dev.whittle.config.UserError;
import dev.whittle.sampling.Sampling;
import dev.whittle.serve.Faults;
import dev.whittle.serve.Faults.Kind;
import dev.whittle.serve.OpenAiServer;
import dev.whittle.serve.OpenAiServer.Behaviour;
import dev.whittle.serve.RecordedTexts;
import dev.whittle.solve.AttemptKey;
import dev.whittle.solve.KeepBand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Solve rates of a model behind a real HTTP server, with everything that can go wrong there. */
class SampledSolveRateTest {
  private static final String MODEL = "tiny-math";
  private static final String REVISION = "r1";
  private static final int PROBLEMS = 60;
  private static final Band BAND = new Band(1, 3);
  private static final int ATTEMPTS = 8;

  /** Problem i is solved by i of 60 texts. */
  private static RecordedTexts texts() {
    RecordedTexts texts = new RecordedTexts();
    for (int i = 0; i < PROBLEMS; i++) {
      for (int k = 0; k < PROBLEMS; k++) {
        texts.add(statement(i), "Let me see. So it is \\boxed{" + (k < i ? 7 : 100 + k) + "}");
      }
    }
    return texts;
  }

  private static String statement(int i) {
    return "What is " + (i + 7) + " - " + i + "?";
  }

  private static Dataset<Row> problems() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < PROBLEMS; i++) {
      rows.add(TestSpark.problem("p" + i, statement(i), "7"));
    }
    return TestSpark.problems(rows);
  }

  private static ServerConfig server(String model, Duration deadline, String... endpoints) {
    return server(model, deadline, new Band(1, 4), endpoints);
  }

  private static ServerConfig server(
      String model, Duration deadline, Band inFlight, String... endpoints) {
    return new ServerConfig(
        List.of(endpoints),
        "",
        "",
        new RequestConfig(
            model, Route.CHAT, new PromptConfig("Think.", "${/problem}"), 0.6, 0.95, 20, 100),
        16,
        inFlight,
        deadline,
        3,
        Duration.ofSeconds(2),
        0.5,
        Duration.ofSeconds(1),
        BudgetConfig.NONE);
  }

  private static ServerConfig server(String... endpoints) {
    return server(MODEL, Duration.ofSeconds(20), endpoints);
  }

  private static SolveRate stage(ServerConfig server) {
    return stage(Map.of("m", model(server)), new Rule("m", ATTEMPTS, BAND));
  }

  private static ModelConfig model(ServerConfig server) {
    return ModelConfig.asked(REVISION, server);
  }

  private static SolveRate stage(Map<String, ModelConfig> models, Rule... rules) {
    return new SolveRate(
        "strong",
        new SolveRateConfig(List.of(rules), Subsample.SCALE, 1, new GoldSuspectConfig(0, 0)),
        models,
        new InlineRecordings());
  }

  /** Id to reason, attempts and correct. */
  private static Map<String, String> told(Dataset<Row> judged) {
    Map<String, String> told = new TreeMap<>();
    for (Row row :
        judged
            .select("problem_id", "reason", "strong_attempts", "strong_correct")
            .collectAsList()) {
      told.put(row.getString(0), row.get(1) + " " + row.get(2) + " " + row.get(3));
    }
    return told;
  }

  /** What all attempts would say. */
  private static Map<String, String> expected(ServerConfig server, boolean truncatedAreWrong) {
    RecordedTexts texts = texts();
    Map<String, String> expected = new TreeMap<>();
    KeepBand band = new KeepBand(ATTEMPTS, BAND.lo(), BAND.hi());
    for (int i = 0; i < PROBLEMS; i++) {
      boolean[] outcomes = new boolean[ATTEMPTS];
      String hash = Sampling.requestHash(server.request(), statement(i));
      for (int k = 0; k < ATTEMPTS; k++) {
        int seed = new AttemptKey("m", REVISION, hash, k).seed();
        outcomes[k] =
            !truncatedAreWrong && texts.text(statement(i), seed).orElseThrow().contains("{7}");
      }
      KeepBand.Judgement judgement = band.replay(outcomes);
      String reason =
          judgement.decision() == KeepBand.Decision.KEEP ? "null" : judgement.decision().code();
      expected.put("p" + i, reason + " " + judgement.attempts() + " " + judgement.correct());
    }
    return expected;
  }

  private static OpenAiServer serving(Faults faults, Map<String, Integer> answered) {
    return new OpenAiServer(
        0,
        MODEL,
        texts(),
        new Behaviour(
            Duration.ofMillis(5), 32, faults, "", key -> answered.merge(key, 1, Integer::sum)));
  }

  @Test
  void judgesAsAllAttemptsWouldAndBuysNoneTwice() {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    StageLaws.Context run = new StageLaws.Context();
    try (OpenAiServer server = serving(Faults.NONE, answered)) {
      // One at a time: with more in flight some are given up, and may be bought one day.
      ServerConfig config = server(MODEL, Duration.ofSeconds(20), new Band(1, 1), server.url());
      SolveRate stage = stage(config);
      assertThat(told(stage.judge(problems(), run))).isEqualTo(expected(config, false));
      assertThat(answered).isNotEmpty().allSatisfy((key, times) -> assertThat(times).isOne());
      long bought = server.answers();
      assertThat(bought).isLessThan((long) PROBLEMS * ATTEMPTS);
      // Another threshold buys only what it needs more, the same one nothing.
      stage.judge(problems(), new Again(run));
      assertThat(server.answers()).isEqualTo(bought);
      stage(Map.of("m", model(config)), new Rule("m", ATTEMPTS, new Band(2, 5)))
          .judge(problems(), new Again(run))
          .count();
      assertThat(server.answers()).isGreaterThan(bought);
      assertThat(answered).allSatisfy((key, times) -> assertThat(times).isOne());
    }
  }

  @Test
  void refusesABandThatKeepsWhateverIsAnswered() {
    ServerConfig config = server(MODEL, Duration.ofSeconds(20), BAND, "http://127.0.0.1:9/v1");
    assertThatThrownBy(
            () -> stage(Map.of("m", model(config)), new Rule("m", ATTEMPTS, new Band(0, ATTEMPTS))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("keeps 0..8 of 8 attempts of m");
  }

  @Test
  void joinsManyPiecesAndLosesNone() throws IOException {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    StageLaws.Context run = new StageLaws.Context();
    try (OpenAiServer server = serving(Faults.NONE, answered)) {
      ServerConfig config = server(MODEL, Duration.ofSeconds(20), new Band(1, 1), server.url());
      ServerConfig hasty = but(config, 2, Duration.ofMillis(1), BudgetConfig.NONE);
      assertThat(told(stage(hasty).judge(problems(), run))).isEqualTo(expected(config, false));
      Path folder = Path.of(URI.create(run.run() + "/attempts/model_slug=m"));
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.filter(file -> file.getFileName().toString().startsWith("part-")))
            .hasSizeLessThan(5);
      }
      Dataset<Row> attempts = TestSpark.session().read().parquet(folder.toUri().toString());
      assertThat(attempts.count()).isEqualTo(answered.size()).isGreaterThan(150);
      assertThat(attempts.schema().apply("seed").getComment().get()).contains("seed");
    }
  }

  private static ServerConfig but(
      ServerConfig config, int inFlight, Duration commitEvery, BudgetConfig budget) {
    return new ServerConfig(
        config.endpoints(),
        config.apiKeyEnv(),
        config.caFile(),
        config.request(),
        inFlight,
        config.inFlightPerProblem(),
        config.deadline(),
        config.tries(),
        config.patience(),
        config.maxErrorShare(),
        commitEvery,
        budget);
  }

  /** Texts of the server count a token a word, the one that is always there among them. */
  @ParameterizedTest
  @CsvSource({"100, 0", "1, 0", "0, 703"})
  void stopsWhenTheBudgetIsSpentAndGoesOnWithMore(long attempts, long tokens) {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    StageLaws.Context run = new StageLaws.Context();
    try (OpenAiServer server = serving(Faults.NONE, answered)) {
      ServerConfig config = server(MODEL, Duration.ofSeconds(20), new Band(1, 1), server.url());
      ServerConfig poor =
          but(config, 16, Duration.ofSeconds(1), new BudgetConfig(attempts, tokens));
      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(() -> stage(poor).judge(problems(), run))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("budget is spent")
            .hasMessageContaining("models.m.server.budget");
        Dataset<Row> bought =
            TestSpark.session().read().parquet(run.run() + "/attempts/model_slug=m");
        long spent = bought.agg(functions.sum("completion_tokens").cast("long")).first().getLong(0);
        if (attempts > 0) {
          assertThat(bought.count()).isEqualTo(attempts);
        } else {
          long longest = bought.agg(functions.max("completion_tokens")).first().getInt(0);
          assertThat(spent).isBetween(tokens, tokens + 2 * longest);
        }
      }
      assertThat(told(stage(config).judge(problems(), run))).isEqualTo(expected(config, false));
      assertThat(answered).allSatisfy((key, times) -> assertThat(times).isOne());
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesEveryFault(Kind kind) {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    Faults faults = new Faults(Map.of(kind, 0.3), 11, 1, "");
    try (OpenAiServer server = serving(faults, answered)) {
      ServerConfig config = server(MODEL, Duration.ofMillis(700), server.url());
      Map<String, String> told = told(stage(config).judge(problems(), new StageLaws.Context()));
      assertThat(server.faults(kind)).isPositive();
      assertThat(answered).allSatisfy((key, times) -> assertThat(times).isOne());
      if (kind == Kind.EMPTY || kind == Kind.TRUNCATED) {
        // The model's doing: a wrong attempt, never asked again.
        assertThat(told.get("p59")).isNotEqualTo(expected(config, false).get("p59"));
        assertThat(told.get("p0")).isEqualTo("too-hard 8 0");
      } else {
        assertThat(told).isEqualTo(expected(config, false));
      }
    }
  }

  @Test
  void rejectsAProblemThatAlwaysBreaksTheServerAndGoesOn() {
    Faults faults = new Faults(Map.of(), 0, 0, "What is 10 - 3?");
    try (OpenAiServer server = serving(faults, new ConcurrentHashMap<>())) {
      ServerConfig config = server(MODEL, Duration.ofSeconds(20), new Band(1, 1), server.url());
      Dataset<Row> judged = stage(config).judge(problems(), new StageLaws.Context());
      Map<String, String> told = told(judged);
      Map<String, String> expected = expected(config, false);
      assertThat(told.remove("p3")).startsWith("unanswerable");
      expected.remove("p3");
      assertThat(told).isEqualTo(expected);
      assertThat(judged.where("problem_id = 'p3'").select("strong_error").first().getString(0))
          .contains("HTTP 500", "the engine fell over");
      // Three tries, and it was not asked about its other attempts.
      assertThat(server.faults(Kind.SERVER_ERROR)).isEqualTo(3);
    }
  }

  @Test
  void stopsWhenTooManyAttemptsFail() {
    Faults faults = new Faults(Map.of(), 0, 0, "What is");
    try (OpenAiServer server = serving(faults, new ConcurrentHashMap<>())) {
      SolveRate stage = stage(server(server.url()));
      assertThatThrownBy(() -> stage.judge(manyProblems(), new StageLaws.Context()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("max-error-share 0.5")
          .hasMessageContaining("the engine fell over");
    }
  }

  private static Dataset<Row> manyProblems() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(TestSpark.problem("p" + i, statement(i), "7"));
    }
    return TestSpark.problems(rows);
  }

  @Test
  void stopsWhenAllServersAreAwayAndGoesOnWhereItStopped() {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    StageLaws.Context run = new StageLaws.Context();
    OpenAiServer first = serving(Faults.NONE, answered);
    int port = first.port();
    ServerConfig config = server(first.url());
    Thread death =
        new Thread(
            () -> {
              while (answered.size() < 40) {
                Thread.onSpinWait();
              }
              first.close();
            });
    death.start();
    assertThatThrownBy(() -> stage(config).judge(problems(), run))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("No server of 'tiny-math' has answered for")
        .hasMessageContaining("run again");
    int before = answered.size();
    try (OpenAiServer second =
        new OpenAiServer(
            port,
            MODEL,
            texts(),
            new Behaviour(
                Duration.ofMillis(5),
                32,
                Faults.NONE,
                "",
                key -> answered.merge(key, 1, Integer::sum)))) {
      assertThat(told(stage(config).judge(problems(), new Again(run))))
          .isEqualTo(expected(config, false));
      // Answers on their way when the server died may be asked again; nothing that was received.
      long again = answered.values().stream().filter(times -> times > 1).count();
      assertThat(again).isLessThanOrEqualTo(32);
      assertThat(second.answers()).isPositive();
      assertThat(answered.size()).isGreaterThan(before);
    }
  }

  @Test
  void goesOnWithTheOtherServerWhenOneDies() {
    OpenAiServer dying = serving(Faults.NONE, new ConcurrentHashMap<>());
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    try (OpenAiServer server = serving(Faults.NONE, answered)) {
      ServerConfig config = server(dying.url(), server.url());
      dying.close();
      assertThat(told(stage(config).judge(problems(), new StageLaws.Context())))
          .isEqualTo(expected(config, false));
    }
  }

  @Test
  void failsFastOnAWrongNameWithTheNamesThereAre() {
    try (OpenAiServer server = serving(Faults.NONE, new ConcurrentHashMap<>())) {
      SolveRate stage = stage(server("tiny-maths", Duration.ofSeconds(9), server.url()));
      assertThatThrownBy(() -> stage.judge(problems(), new StageLaws.Context()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("does not serve 'tiny-maths'")
          .hasMessageContaining("It serves tiny-math");
    }
  }

  @Test
  void doesNotAskAModelAboutWhatAnotherRejected() {
    Map<String, Integer> first = new ConcurrentHashMap<>();
    Map<String, Integer> second = new ConcurrentHashMap<>();
    try (OpenAiServer one = serving(Faults.NONE, first);
        OpenAiServer two = serving(Faults.NONE, second)) {
      Dataset<Row> judged =
          stage(
                  Map.of("m", model(server(one.url())), "other", model(server(two.url()))),
                  new Rule("m", ATTEMPTS, BAND),
                  new Rule("other", 4, new Band(0, 3)))
              .judge(problems(), new StageLaws.Context());
      long kept =
          expected(server(one.url()), false).values().stream()
              .filter(words -> words.startsWith("null"))
              .count();
      assertThat(second.keySet().stream().map(key -> key.substring(key.indexOf(' '))).distinct())
          .hasSize((int) kept);
      assertThat(judged.where("reason is null").count()).isLessThanOrEqualTo(kept);
    }
  }

  @Test
  void refusesSpeculation() {
    // Spark's own configuration is read when the sampler is made; a session cannot change it later.
    TestSpark.session().sparkContext().conf().set("spark.speculation", "true");
    try (OpenAiServer server = serving(Faults.NONE, new ConcurrentHashMap<>())) {
      assertThatThrownBy(
              () -> stage(server(server.url())).judge(problems(), new StageLaws.Context()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("spark.speculation is on");
    } finally {
      TestSpark.session().sparkContext().conf().set("spark.speculation", "false");
    }
  }
}
