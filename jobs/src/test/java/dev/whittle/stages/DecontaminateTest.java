// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.DecontaminateConfig.Tokens;
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
    write("rivers", List.of("r1", SWIMMER, "130"), List.of("r2", "Boats: " + BOILERPLATE, "7"));
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

  private static DecontaminateConfig config(Mode mode, double share, int limit) {
    return new DecontaminateConfig(
        List.of("rivers", "sums"), mode, Tokens.CANONICAL, 8, share, 6, limit, 100);
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
    StageLaws.check(stage(config(Mode.SHARE, 0.5, 1_000_000)), problems());
  }

  @Test
  void keepsTheLawsOfStagesWhenBenchmarksAreJoined() {
    StageLaws.check(stage(config(Mode.SHARE, 0.5, 0)), problems());
  }

  @Test
  void rejectsCopiesInOtherDressAndKeepsBoilerplate() {
    Map<String, String> reasons = reasons(config(Mode.SHARE, 0.6, 1_000_000));
    assertThat(reasons)
        .containsEntry("exact", "benchmark-exact")
        .containsEntry("spaced", "benchmark-exact")
        .containsEntry("latex", "benchmark-exact")
        .containsEntry("embedded", "benchmark-overlap")
        .containsEntry("short-embedded", "benchmark-overlap")
        .containsEntry("word-changed", "benchmark-overlap")
        .containsEntry("clean", null)
        .containsEntry("brief", null)
        .containsEntry("no-tokens", null);
  }

  @Test
  void keepsWhatSharesOnlyAPartOfAnItem() {
    assertThat(reasons(config(Mode.SHARE, 0.97, 1_000_000))).containsEntry("boilerplate", null);
  }

  @Test
  void rejectsAnySharedRunWhereThatIsTheMode() {
    Map<String, String> reasons = reasons(config(Mode.ANY, 1, 1_000_000));
    assertThat(reasons)
        .containsEntry("boilerplate", "benchmark-overlap")
        .containsEntry("clean", null);
  }

  @Test
  void rejectsASupersetWhenTheThresholdFalls() {
    Map<String, String> strict = reasons(config(Mode.SHARE, 0.2, 1_000_000));
    reasons(config(Mode.SHARE, 0.8, 1_000_000))
        .forEach(
            (id, reason) -> {
              if (reason != null) {
                assertThat(strict.get(id)).as(id).isEqualTo(reason);
              }
            });
  }

  @Test
  void givesTheSameWhetherBenchmarksAreBroadcastOrJoined() {
    for (Mode mode : Mode.values()) {
      assertThat(rows(config(mode, 0.5, 0))).isEqualTo(rows(config(mode, 0.5, 1_000_000)));
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
            "answer_agrees")
        .orderBy("problem_id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void tellsWhereThatStandsInWhichBenchmark() {
    assertThat(rows(config(Mode.SHARE, 0.5, 1_000_000)))
        .contains(
            "[short-embedded,benchmark-overlap,sums,s1,ngram,"
                + MathText.canonical(SHORT)
                + ",1.0,true]")
        .contains("[brief,null,null,null,null,null,0.0,null]");
  }

  @Test
  void blamesTheBenchmarkThatIsConfiguredFirst() {
    Row row =
        stage(config(Mode.SHARE, 0.5, 1_000_000))
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
    assertThatThrownBy(() -> reasons(config(Mode.SHARE, 0.5, 10)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no usable item in sums");
  }

  @Test
  void refusesAMissingBenchmarkAndAnUnknownName() throws IOException {
    Files.delete(folder.resolve("sums.jsonl"));
    assertThatThrownBy(() -> reasons(config(Mode.SHARE, 0.5, 10))).isInstanceOf(UserError.class);
    benchmarks.remove("sums");
    assertThatThrownBy(() -> stage(config(Mode.SHARE, 0.5, 10)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no benchmark 'sums'");
  }

  @Test
  void fingerprintsTheContentOfTheBenchmarks() throws IOException {
    Map<String, String> before = stage(config(Mode.SHARE, 0.5, 10)).inputs(TestSpark.session());
    write("sums", List.of("s1", "Something else entirely?", "1"));
    Map<String, String> after = stage(config(Mode.SHARE, 0.5, 10)).inputs(TestSpark.session());
    assertThat(after).containsEntry("benchmark rivers", before.get("benchmark rivers"));
    assertThat(after.get("benchmark sums")).isNotEqualTo(before.get("benchmark sums"));
  }
}
