// SPDX-License-Identifier: Apache-2.0
package dev.whittle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.Recipe;
import dev.whittle.pipeline.Manual;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.Reason;
import dev.whittle.pipeline.StageResult;
import dev.whittle.serve.Faults;
import dev.whittle.serve.OpenAiServer;
import dev.whittle.serve.RecordedTexts;
import dev.whittle.stages.Stages;
import dev.whittle.synthetic.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole funnel of the demo on a small generated pool and on rows written by hand, one for each
 * reason.
 *
 * <p>The counts and the core set's ids are committed. When a change of them is meant, run with
 * {@code -Dwhittle.golden.write=true} and explain it in the commit.
 */
class GoldenRunTest {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  @TempDir static Path folder;

  private static Pipeline.Outcome outcome;
  private static OpenAiServer server;

  @BeforeAll
  static void run() throws IOException {
    SparkSession spark = TestSpark.session();
    Path run = folder.resolve("golden");
    Path byHand = Files.createDirectories(run.resolve("by-hand"));
    Path resources = root().resolve("jobs/src/test/resources/golden");
    for (String name :
        List.of(
            "by-hand.jsonl",
            "benchmark.jsonl",
            "attempts-baseline.jsonl",
            "attempts-strong.jsonl",
            "recorded-baseline.jsonl.gz",
            "recorded-strong.jsonl.gz")) {
      Files.copy(resources.resolve(name), byHand.resolve(name));
    }
    // It knows no problem, so its answers are wrong; and at one it fails every time.
    server =
        new OpenAiServer(
            0,
            "tiny",
            new RecordedTexts(),
            new OpenAiServer.Behaviour(
                Duration.ZERO,
                64,
                new Faults(Map.of(), 0, 0, "dances around the clock"),
                "",
                answer -> {}));
    String huge =
        "{\"id\": \"oversize-1\", \"question\": \""
            + "x".repeat(70_000)
            + "\", \"answer\": \"1\"}\n";
    Files.writeString(
        byHand.resolve("by-hand.jsonl"), huge, java.nio.file.StandardOpenOption.APPEND);
    Recipe recipe =
        new ConfigLoader(GoldenRunTest::text)
            .load(
                new ConfigLoader.Inputs(
                    root().resolve("conf/demo.yaml").toString(),
                    Optional.of(resources.resolve("sources.yaml").toString()),
                    Optional.of(resources.resolve("models.yaml").toString()),
                    List.of(
                        "generate.rows=1500",
                        "generate.planted.malformed=0.01",
                        "ingest.max-record=64KB",
                        "decontaminate.benchmarks=[synthetic-exam, by-hand-exam]",
                        "near-dedup.numeric-variants={keep: 3}",
                        "chains.required=true",
                        "solve-rates.baseline.at-most=858",
                        "solve-rates.strong.gold-suspect={agree: 4, share: 0.5}",
                        "models.served=" + served(server.url()),
                        "solve-rates.strong.models=[{model: strong, attempts: 8, keep: 1..3},"
                            + " {model: served, attempts: 4, keep: 0..3}]",
                        "core-set.size=20",
                        "core-set.rank-limit=30",
                        "core-set.variants-per-template=1"),
                    run.toUri().toString().replaceAll("/$", "")),
                Recipe.class);
    Generator.write(
        spark, recipe.generate().orElseThrow(), run.resolve("generated").toUri().toString());
    List<String> lines = new ArrayList<>();
    new Pipeline(spark, request(recipe, run, Optional.of("ingest"), Manual.NONE), lines::add).run();
    String denied =
        spark
            .read()
            .parquet(run.resolve("01-ingest").toString())
            .filter("source_id = 'deny-1'")
            .first()
            .getAs("problem_id");
    outcome =
        new Pipeline(
                spark,
                request(recipe, run, Optional.empty(), new Manual(List.of(), List.of(denied))),
                lines::add)
            .run();
  }

  @AfterAll
  static void stopServing() {
    server.close();
  }

  private static String served(String url) {
    return "{backend: openai, revision: golden, server: {endpoints: ['"
        + url
        + "'], api-key-env: '', ca-file: '', request: {model: tiny, route: chat, prompt: {system: '',"
        + " user: '${/problem}'}, temperature: 0, top-p: 1, top-k: 0, max-tokens: 100}, in-flight: 8,"
        + " in-flight-per-problem: 1..1, deadline: 30s, tries: 2, patience: 30s, max-error-share: 0.5,"
        + " commit-every: 5s, budget: {attempts: 0, completion-tokens: 0}}}";
  }

  private static Pipeline.Request request(
      Recipe recipe, Path run, Optional<String> to, Manual manual) {
    return new Pipeline.Request(
        recipe.recipe(),
        run.toString(),
        Stages.of(recipe),
        "",
        Optional.empty(),
        Optional.empty(),
        to,
        Optional.empty(),
        manual);
  }

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("scripts/whittle"))) {
      path = path.getParent();
    }
    return path;
  }

  private static Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Row> rejected(StageResult result) {
    return TestSpark.session()
        .read()
        .parquet(folder.resolve("golden/" + result.data()).toString())
        .filter("verdict = 'rejected'")
        .select("source", "source_id", "reason", "extra")
        .collectAsList();
  }

  @Test
  void givesEveryRowByHandTheReasonItWasWrittenFor() {
    Map<String, String> expected = new TreeMap<>();
    for (Row row :
        TestSpark.session()
            .read()
            .parquet(folder.resolve("golden/01-ingest").toString())
            .filter("source = 'by-hand' and extra['expect'] is not null")
            .select(functions.col("source_id"), functions.col("extra").getItem("expect"))
            .collectAsList()) {
      expected.put(row.getString(0), row.getString(1));
    }
    Map<String, String> found = new TreeMap<>();
    expected.keySet().forEach(id -> found.put(id, "solved"));
    for (StageResult result : outcome.results()) {
      if (!result.stage().equals("core-set")) {
        for (Row row : rejected(result)) {
          // A row that could not be read has no id of its own.
          if (row.getString(0).equals("by-hand")
              && row.getString(1) != null
              && expected.containsKey(row.getString(1))) {
            found.put(row.getString(1), row.getString(2));
          }
        }
      }
    }
    assertThat(expected).hasSizeGreaterThan(30);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void hitsEveryReason() {
    TreeSet<String> hit = new TreeSet<>();
    outcome.results().forEach(result -> hit.addAll(result.rejected().keySet()));
    assertThat(hit).containsAll(Arrays.stream(Reason.values()).map(Reason::code).toList());
  }

  @Test
  void countsAndCoreSetAreTheCommittedOnes() throws IOException {
    Map<String, Object> golden = new LinkedHashMap<>();
    Map<String, Object> funnel = new LinkedHashMap<>();
    for (StageResult result : outcome.results()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("in", result.in());
      line.put("kept", result.kept());
      line.put("rejected", result.rejected());
      funnel.put(String.format("%02d-%s", result.position(), result.stage()), line);
    }
    golden.put("funnel", funnel);
    StageResult last = outcome.results().get(outcome.results().size() - 1);
    golden.put(
        "core",
        TestSpark.session()
            .read()
            .parquet(folder.resolve("golden/" + last.data()).toString())
            .filter("verdict = 'kept'")
            .orderBy("rank")
            .select("source", "source_id")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0) + " " + row.getString(1))
            .toList());
    Path file = root().resolve("jobs/src/test/resources/golden/expected.json");
    String written = JSON.writeValueAsString(golden) + "\n";
    if (Boolean.getBoolean("whittle.golden.write")) {
      Files.writeString(file, written);
    }
    assertThat(written).isEqualTo(Files.readString(file));
  }
}
