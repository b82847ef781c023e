// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.ProblemMap;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded attempts and rates of the public data, joined and graded. */
final class PublicRecordingsTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static Path data;
  private static Sources sources;

  @TempDir Path run;

  record Sources(
      String root,
      Map<String, SourceConfig> pools,
      Map<String, SourceConfig> benchmarks,
      Map<String, AttemptSourceConfig> attempts,
      Map<String, RateSourceConfig> rates,
      Map<String, ModelConfig> models) {}

  @BeforeAll
  static void readTheSourcesFile() {
    Path repository = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(repository.resolve("conf").resolve("sources"))) {
      repository = repository.getParent();
    }
    data =
        Optional.ofNullable(System.getProperty("whittle.shared"))
            .map(Path::of)
            .orElse(repository.resolveSibling("shared"))
            .resolve("data");
    Assumptions.assumeTrue(Files.isDirectory(data), "needs ../shared, which this machine lacks");
    sources =
        new ConfigLoader(PublicRecordingsTest::text)
            .load(
                new ConfigLoader.Inputs(
                    repository.resolve("conf/sources/public-math.yaml").toString(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of("root=" + data),
                    ""),
                Sources.class);
  }

  private static Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Attempts attempts(List<String> texts, List<String> rates) {
    ModelConfig model = new ModelConfig(ModelConfig.Backend.RECORDED, texts, rates, "public");
    return new Attempts(
        "test",
        List.of("recorded"),
        Map.of("recorded", model),
        new SourceRecordings(sources.attempts(), sources.rates(), limits()),
        java.util.Optional.empty());
  }

  private static ReadLimits limits() {
    return new ReadLimits(8 << 20, 64 << 20, 256 << 20, 8 << 20, data.toString());
  }

  private static Dataset<Row> problems(Map<String, SourceConfig> all, String start) {
    Map<String, SourceConfig> some = new LinkedHashMap<>(all);
    some.keySet().removeIf(name -> !name.startsWith(start));
    assertThat(some).isNotEmpty();
    return SourceReader.problems(SPARK, some, limits()).filter("reason is null");
  }

  @Test
  void joinsTheRecordedRatesToTheirProblems() {
    Attempts attempts = attempts(List.of(), List.of("expthink"));
    Dataset<Row> problems = problems(sources.pools(), "deepscaler-");
    attempts.record(problems, run.toString(), "recorded");
    Dataset<Row> rates = attempts.rates(SPARK, run.toString(), "recorded");
    // 17,581 rows are 17,421 texts; the pool is a sample of DeepScaleR, and so are the rates.
    assertThat(rates.select("problem_id").distinct().count()).isGreaterThan(17_000);
    assertThat(rates.filter("k < 4 or k > n or n % 64 != 0").isEmpty()).isTrue();
  }

  @Test
  void gradesTheLongChainsAsThoseWhoRecordedThemDid() {
    // Their own verdicts, by the README of the data; but one of the 14 they give the 32B model is a
    // text cut off in mid-formula, without a final answer.
    Map<String, Integer> told =
        Map.of(
            "aime25-r1-qwen-1.5b", 7,
            "aime25-r1-qwen-7b", 12,
            "aime25-r1-qwen-32b", 13,
            "aime25-r1-llama-8b", 7,
            "aime25-qwq-32b", 23);
    Attempts attempts = attempts(new ArrayList<>(told.keySet()), List.of());
    // The problems as they were asked: the benchmark's own texts are worded otherwise.
    AttemptSourceConfig asked = sources.attempts().get("aime25-qwq-32b");
    SourceConfig source =
        new SourceConfig(
            asked.paths(),
            asked.format(),
            asked.records(),
            Optional.empty(),
            Optional.empty(),
            new ProblemMap(
                asked.map().problem(),
                Optional.empty(),
                Optional.of("${/answer}"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            asked.strip(),
            Optional.empty());
    Dataset<Row> problems = problems(Map.of("aime25", source), "aime25");
    attempts.record(problems, run.toString(), "recorded");
    Map<String, Integer> correct = new TreeMap<>();
    for (Row row :
        attempts
            .graded(problems, run.toString(), "recorded")
            .groupBy("server")
            .agg(sum(col("correct").cast("int")))
            .collectAsList()) {
      correct.put(row.getString(0).substring("recorded:".length()), (int) row.getLong(1));
    }
    assertThat(correct).isEqualTo(new TreeMap<>(told));
  }
}
