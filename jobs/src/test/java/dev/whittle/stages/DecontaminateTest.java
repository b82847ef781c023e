// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.DecontaminateConfig.Ours;
import dev.whittle.config.DecontaminateConfig.Variants;
import dev.whittle.config.SourceConfig;
import dev.whittle.config.UserError;
import dev.whittle.text.MathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecontaminateTest {
  private static final String SWIMMER =
      "A swimmer crosses a river that is 120 metres wide while the current carries her 50 metres"
          + " downstream before she lands. How many metres has she covered over ground in all?";
  private static final String SHORT = "Compute the sum $\\frac{1}{2}+\\frac{1}{3}$.";
  private static final String BOILERPLATE =
      "The value can be written as a fraction where the integers are positive and have no common"
          + " divisor besides one, and the sum of the two is wanted.";

  @TempDir private Path folder;
  private Map<String, SourceConfig> benchmarks;

  @BeforeEach
  void writeBenchmarks() throws IOException {
    benchmarks = new LinkedHashMap<>();
    write(
        "rivers",
        List.of("r1", SWIMMER, "130"),
        List.of(
            "r2",
            "A ferry leaves the harbour whenever a quarter of an hour has passed, and a rowing boat"
                + " whenever twelve minutes have. How often do they leave together on a day? "
                + BOILERPLATE,
            "24"));
    write(
        "sums",
        List.of("s1", SHORT, "5/6"),
        List.of("s2", SWIMMER, "130"),
        List.of(
            "s3",
            "Seven geese fly over twelve lakes and rest at every third lake. " + BOILERPLATE,
            "11"));
  }

  @SafeVarargs
  private void write(String name, List<String>... items) throws IOException {
    List<String> lines = new ArrayList<>();
    for (List<String> item : items) {
      lines.add(
          new ObjectMapper()
              .writeValueAsString(
                  Map.of("id", item.get(0), "question", item.get(1), "answer", item.get(2))));
    }
    Path file = folder.resolve(name + ".jsonl");
    Files.write(file, lines);
    benchmarks.put(
        name, Sources.of(file.toUri().toString(), "question", "answer", "id", AnswerFrom.AS_IS));
  }

  /** The numbers of conf/recipes. */
  static Ours recipe() {
    return new Ours(
        0.8,
        10,
        0.6,
        50,
        6,
        0.75,
        0.8,
        0.15,
        0.04,
        0.15,
        0.9,
        10,
        Variants.REJECT,
        0.9,
        4,
        0.5,
        100_000);
  }

  /** For a pool that is nothing but copies, so that no wording is rare in it. */
  private static Ours ours(double share, Variants variants) {
    return new Ours(
        share,
        10,
        share - 0.2,
        50,
        6,
        0.75,
        0.8,
        0.15,
        0.04,
        0.15,
        0.9,
        8,
        variants,
        0.9,
        4,
        0.4,
        1000);
  }

  private static DecontaminateConfig config(Mode mode, double share, int limit) {
    return new DecontaminateConfig(
        List.of("rivers", "sums"), mode, 8, ours(share, Variants.REJECT), limit, 100);
  }

  private static DecontaminateConfig ours(int limit) {
    return config(Mode.OURS, 0.8, limit);
  }

  private Decontaminate stage(DecontaminateConfig config) {
    return new Decontaminate(config, benchmarks, Sources.LIMITS);
  }

  private static Dataset<Row> problems() {
    return TestSpark.problems(
        TestSpark.problem("exact", SWIMMER, "130"),
        TestSpark.problem("spaced", "  " + SWIMMER.replace(" ", "  "), "131"),
        TestSpark.problem("latex", "Compute the sum $$\\dfrac{1}{2} + \\dfrac{1}{3}$$.", null),
        TestSpark.problem("embedded", "Hello and welcome. " + SWIMMER + " Good luck!", "130 m"),
        TestSpark.problem(
            "short-embedded", "Warm up first. " + SHORT + " Then rest for a while.", "5/6"),
        TestSpark.problem("word-changed", SWIMMER.replace("covered", "travelled"), "130"),
        TestSpark.problem(
            "numbers-changed", SWIMMER.replace("120", "80").replace("50", "60"), "100"),
        TestSpark.problem("part", SWIMMER.substring(0, SWIMMER.indexOf(" How")), "130"),
        TestSpark.problem("spelled", SWIMMER.replace("120", "one hundred and twenty"), "130"),
        TestSpark.problem("boilerplate", "Nine hens lay four eggs a day. " + BOILERPLATE, "11"),
        TestSpark.problem("clean", "How many primes are there below one hundred in all?", "25"),
        TestSpark.problem("brief", "1+1=?", "2"),
        TestSpark.problem("no-tokens", " \u00a0 ", "2"));
  }

  private Map<String, String> reasons(DecontaminateConfig config) {
    return TestSpark.reasons(stage(config).judge(problems(), new StageLaws.Context()));
  }

  @Test
  void keepsTheLawsOfStages() {
    StageLaws.check(stage(ours(1_000_000)), problems());
  }

  @Test
  void keepsTheLawsOfStagesWhenBenchmarksAreJoined() {
    StageLaws.check(stage(ours(0)), problems());
  }

  @Test
  void rejectsCopiesInOtherDressAndKeepsBoilerplate() {
    Map<String, String> reasons = reasons(ours(1_000_000));
    assertThat(reasons)
        .containsEntry("exact", "benchmark-exact")
        .containsEntry("spaced", "benchmark-exact")
        .containsEntry("latex", "benchmark-exact")
        .containsEntry("embedded", "benchmark-overlap")
        .containsEntry("short-embedded", "benchmark-overlap")
        .containsEntry("word-changed", "benchmark-overlap")
        .containsEntry("spelled", "benchmark-overlap")
        .containsEntry("part", "benchmark-overlap")
        .containsEntry("numbers-changed", "benchmark-numeric-variant")
        .containsEntry("boilerplate", null)
        .containsEntry("clean", null)
        .containsEntry("brief", null)
        .containsEntry("no-tokens", null);
  }

  @Test
  void keepsNumericVariantsWhereThatIsConfiguredAndStillTellsThem() {
    DecontaminateConfig keep =
        new DecontaminateConfig(
            List.of("rivers", "sums"), Mode.OURS, 8, ours(0.8, Variants.KEEP), 1_000_000, 100);
    Row row =
        stage(keep)
            .judge(problems(), new StageLaws.Context())
            .where("problem_id = 'numbers-changed'")
            .first();
    assertThat(row.<String>getAs("reason")).isNull();
    assertThat(row.<String>getAs("contaminated_match")).isEqualTo("numeric-variant");
    assertThat(row.<String>getAs("contaminated_by")).isEqualTo("rivers");
    assertThat(row.<Boolean>getAs("numbers_agree")).isFalse();
  }

  @Test
  void rejectsAnySharedRunOfWordsWhereThatIsTheMode() {
    Map<String, String> reasons = reasons(config(Mode.NGRAM, 0.8, 1_000_000));
    assertThat(reasons)
        .containsEntry("boilerplate", "benchmark-overlap")
        .containsEntry("exact", "benchmark-overlap")
        .containsEntry("latex", null)
        .containsEntry("clean", null);
  }

  @Test
  void rejectsTextsThatAreEqualButForDigitsInTheModeOfLightR1() {
    Map<String, String> reasons = reasons(config(Mode.LIGHT_R1, 0.8, 1_000_000));
    assertThat(reasons)
        .containsEntry("exact", "benchmark-overlap")
        .containsEntry("spaced", "benchmark-overlap")
        .containsEntry("numbers-changed", "benchmark-overlap")
        .containsEntry("word-changed", null)
        .containsEntry("boilerplate", null);
  }

  @Test
  void rejectsASupersetWhenTheThresholdFalls() {
    Map<String, String> lax = reasons(config(Mode.OURS, 0.6, 1_000_000));
    reasons(config(Mode.OURS, 0.95, 1_000_000))
        .forEach(
            (id, reason) -> {
              if (reason != null) {
                assertThat(lax.get(id)).as(id).isNotNull();
              }
            });
  }

  @Test
  void givesTheSameWhetherBenchmarksAreBroadcastOrJoined() {
    for (Mode mode : Mode.values()) {
      assertThat(rows(config(mode, 0.8, 0)))
          .as(mode.toString())
          .isEqualTo(rows(config(mode, 0.8, 1_000_000)));
    }
  }

  private List<String> rows(DecontaminateConfig config) {
    return stage(config)
        .judge(problems(), new StageLaws.Context())
        .select(
            "problem_id",
            "reason",
            "contaminated_by",
            "contaminated_item",
            "contaminated_match",
            "matched_span",
            "overlap",
            "numbers_agree",
            "answer_agrees")
        .orderBy("problem_id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void tellsWhereThatStandsInWhichBenchmark() {
    assertThat(rows(ours(1_000_000)))
        .contains(
            "[short-embedded,benchmark-overlap,sums,s1,held,"
                + MathText.canonical(SHORT)
                + ",1.0,true,true]")
        .contains("[brief,null,null,null,null,null,0.0,null,null]");
  }

  @Test
  void blamesTheBenchmarkThatIsConfiguredFirst() {
    Row row =
        stage(ours(1_000_000))
            .judge(problems(), new StageLaws.Context())
            .where("problem_id = 'exact'")
            .first();
    assertThat(row.<String>getAs("contaminated_by")).isEqualTo("rivers");
    assertThat(row.<String>getAs("contaminated_item")).isEqualTo("r1");
    assertThat(row.<Boolean>getAs("answer_agrees")).isTrue();
  }

  @Test
  void refusesABenchmarkWithoutItems() throws IOException {
    Files.write(
        folder.resolve("sums.jsonl"), List.of("{\"id\":\"1\",\"question\":\" \",\"answer\":\"\"}"));
    assertThatThrownBy(() -> reasons(ours(10)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no usable item in sums");
  }

  @Test
  void refusesAMissingBenchmarkAndAnUnknownName() throws IOException {
    Files.delete(folder.resolve("sums.jsonl"));
    assertThatThrownBy(() -> reasons(ours(10))).isInstanceOf(UserError.class);
    benchmarks.remove("sums");
    assertThatThrownBy(() -> stage(ours(10)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no benchmark 'sums'");
  }

  @Test
  void fingerprintsTheContentOfTheBenchmarks() throws IOException {
    Map<String, String> before = stage(ours(10)).inputs(TestSpark.session());
    write("sums", List.of("s1", "Something else entirely?", "1"));
    Map<String, String> after = stage(ours(10)).inputs(TestSpark.session());
    assertThat(after).containsEntry("benchmark rivers", before.get("benchmark rivers"));
    assertThat(after.get("benchmark sums")).isNotEqualTo(before.get("benchmark sums"));
  }
}
