// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.ByteSize;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.IngestConfig;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.schema.Columns;
import dev.whittle.stages.Ingest;
import dev.whittle.stages.StageLaws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sources file that is shipped, against the data it is for. */
class PublicMathTest {
  private static final IngestConfig READING =
      new IngestConfig(
          ByteSize.parse("8MB"),
          ByteSize.parse("64MB"),
          ByteSize.parse("256MB"),
          ByteSize.parse("8MB"));

  private static Path repository;
  private static Path data;
  private static Sources sources;

  record Sources(
      String root,
      Map<String, SourceConfig> pools,
      Map<String, SourceConfig> benchmarks,
      Map<String, AttemptSourceConfig> attempts,
      Map<String, RateSourceConfig> rates,
      Map<String, String> models) {}

  @BeforeAll
  static void readTheSourcesFile() {
    repository = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(repository.resolve("conf").resolve("sources"))) {
      repository = repository.getParent();
    }
    data =
        Optional.ofNullable(System.getProperty("whittle.shared"))
            .map(Path::of)
            .orElse(repository.resolveSibling("shared"))
            .resolve("data");
    ConfigLoader loader =
        new ConfigLoader(
            path -> {
              try {
                return Optional.of(Files.readString(Path.of(path)));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    sources =
        loader.load(
            new ConfigLoader.Inputs(
                repository.resolve("conf/sources/public-math.yaml").toString(),
                Optional.empty(),
                Optional.empty(),
                List.of("root=" + data),
                ""),
            Sources.class);
  }

  private static void needsData() {
    Assumptions.assumeTrue(Files.isDirectory(data), "needs ../shared, which this machine lacks");
  }

  private static ReadLimits limits() {
    return ReadLimits.of(READING, data.toString());
  }

  /** Rows of each file of a folder by the table in the data's README. */
  private static Map<String, Long> told(String folder) throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    for (String line : Files.readAllLines(data.resolve("README.md"))) {
      String[] cells = line.split("\\|");
      if (cells.length > 3 && cells[1].strip().startsWith(folder)) {
        rows.put(cells[1].strip(), Long.valueOf(cells[2].strip()));
      }
    }
    return rows;
  }

  private static Map<String, Long> counted(Dataset<Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows.groupBy(Columns.FILE).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }

  @Test
  void binds() {
    assertThat(sources.pools()).isNotEmpty();
    SourceReader.requirePriorities(sources.pools());
  }

  @Test
  void readsEveryRowOfThePoolAndNoBadOne() throws IOException {
    needsData();
    StageLaws.Context context = new StageLaws.Context();
    Ingest ingest = new Ingest(READING, sources.pools(), data.toString());
    Dataset<Row> rows = context.checkpoint("pool", ingest.judge(TestSpark.problems(), context));

    assertThat(counted(rows)).isEqualTo(told("pool/")).hasSize(48);
    assertThat(rows.count()).isEqualTo(1_176_425L);
    assertThat(rows.select(Columns.PROBLEM_ID).distinct().count()).isEqualTo(1_176_425L);
    Dataset<Row> bad = rows.filter(functions.col(Columns.REASON).isNotNull());
    assertThat(bad.select(Columns.FILE, Columns.POSITION, Columns.REASON, Columns.FAULT).head(5))
        .isEqualTo(new Row[0]);
    // Prompts leave no trace, and most answers are found.
    assertThat(
            rows.filter(functions.col(Columns.PROBLEM).contains("step by step and output")).count())
        .isZero();
    assertThat(
            rows.filter(
                    functions
                        .col(Columns.ANSWER)
                        .isNull()
                        .and(functions.col(Columns.SOURCE).notEqual("putnam")))
                .count())
        .isLessThan(100L);
  }

  @Test
  void readsEveryBenchmark() throws IOException {
    needsData();
    Dataset<Row> rows = SourceReader.problems(TestSpark.session(), sources.benchmarks(), limits());

    Map<String, Long> told = told("benchmarks/limo_eval/");
    told.putAll(told("benchmarks/aime2025"));
    assertThat(counted(rows)).isEqualTo(told).hasSize(12);
    assertThat(rows.filter(functions.col(Columns.REASON).isNotNull()).count()).isZero();
  }

  @Test
  void readsRecordedTextsAndRates() throws IOException {
    needsData();
    Dataset<Row> texts =
        SourceReader.attempts(TestSpark.session(), sources.attempts(), limits()).cache();

    assertThat(texts.filter(functions.col(Columns.REASON).isNotNull()).count()).isZero();
    Map<String, Long> told = told("rollouts/");
    counted(texts)
        .forEach(
            (file, count) -> {
              // Four models in one file, eight texts a record in another.
              long texts1 =
                  file.endsWith("openai_example_model_solutions.jsonl.gz")
                      ? 4
                      : file.endsWith("math_cot_100x8_qwen.jsonl.gz") ? 8 : 1;
              assertThat(count).as(file).isEqualTo(told.get(file) * texts1);
            });
    // GSM8K's test has 1,319 problems: what is stripped right is the same text in every recording.
    assertThat(
            texts
                .filter(functions.col(Columns.SOURCE).startsWith("gsm8k-"))
                .filter(functions.col(Columns.SOURCE).notEqual("gsm8k-robust-abel-70b"))
                .select(Columns.PROBLEM)
                .distinct()
                .count())
        .isBetween(1319L, 1400L);

    Dataset<Row> rates = SourceReader.rates(TestSpark.session(), sources.rates(), limits());
    assertThat(rates.filter("reason is null and n = 64 and k between 4 and 64").count())
        .isEqualTo(17_581L);
  }
}
