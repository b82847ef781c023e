// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.GeneratorConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceConfig;
import dev.whittle.source.ReadLimits;
import dev.whittle.source.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool side of the shipped demo, read back as the demo reads it. */
class DemoSourcesTest {
  private static final Set<String> SECTIONS =
      Set.of("generate", "pools", "benchmarks", "attempts", "rates", "models");

  @TempDir static Path run;

  private static PoolSide demo;
  private static Map<String, PoolRow> rows;

  /** The sections of the recipe that speak of the pool. */
  record PoolSide(
      GeneratorConfig generate,
      Map<String, SourceConfig> pools,
      Map<String, SourceConfig> benchmarks,
      Map<String, AttemptSourceConfig> attempts,
      Map<String, RateSourceConfig> rates,
      Map<String, ModelConfig> models) {}

  @BeforeAll
  static void generate() throws IOException {
    String text = poolSide(Files.readString(repository().resolve("conf/demo.yaml")));
    demo =
        new ConfigLoader(path -> Optional.of(text))
            .load(
                new ConfigLoader.Inputs(
                    "demo.yaml",
                    Optional.empty(),
                    Optional.empty(),
                    List.of("generate.rows=4000", "generate.rows-per-file=1000"),
                    run.toString()),
                PoolSide.class);
    Generator.write(TestSpark.session(), demo.generate(), run + "/generated");
    Pool pool = new Pool(demo.generate());
    rows = new HashMap<>();
    LongStream.range(0, 4000)
        .mapToObj(pool::row)
        .forEach(row -> rows.put(row.source().code() + "/" + row.id(), row));
  }

  @Test
  void everyRowComesBackWithItsTextAnswerAndId() {
    Map<String, Integer> faults = new TreeMap<>();
    int read = 0;
    for (Row row :
        SourceReader.problems(TestSpark.session(), demo.pools(), limits()).collectAsList()) {
      String reason = row.getAs("reason");
      if (reason != null) {
        faults.merge(reason, 1, Integer::sum);
        continue;
      }
      PoolRow expected = rows.get(row.getAs("source") + "/" + row.getAs("source_id"));
      assertThat(expected).as(row.toString()).isNotNull();
      assertThat(row.<String>getAs("problem")).isEqualTo(expected.problem());
      assertThat(nothing(row.getAs("answer")))
          .as(expected.toString())
          .isEqualTo(nothing(expected.answer()));
      assertThat(row.<String>getAs("domain")).isEqualToIgnoringCase(expected.domain());
      assertThat(row.<String>getAs("level")).endsWith(Integer.toString(expected.level()));
      read++;
    }
    assertThat(faults)
        .isEqualTo(
            Map.of(
                "malformed-record",
                count(Kind.BROKEN_JSON),
                "invalid-utf8",
                count(Kind.INVALID_UTF8),
                "missing-problem",
                count(Kind.MISSING_PROBLEM)));
    assertThat(read + faults.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4000);
  }

  @Test
  void theBenchmarkComesBack() {
    assertThat(SourceReader.problems(TestSpark.session(), demo.benchmarks(), limits()).count())
        .isEqualTo(demo.generate().benchmarkItems());
  }

  private static ReadLimits limits() {
    return new ReadLimits(1 << 20, 64 << 20, 128 << 20, 8 << 20, run.toString());
  }

  private static int count(Kind kind) {
    return (int) rows.values().stream().filter(row -> row.kind() == kind).count();
  }

  private static String nothing(String answer) {
    return answer == null || answer.isEmpty() ? null : answer;
  }

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("conf"))) {
      at = at.getParent();
    }
    return at;
  }

  private static String poolSide(String yaml) {
    StringBuilder kept = new StringBuilder();
    boolean keep = false;
    for (String line : yaml.split("\n")) {
      boolean key = !line.isEmpty() && Character.isLetter(line.charAt(0));
      keep = key ? SECTIONS.contains(line.substring(0, line.indexOf(':'))) : keep;
      kept.append(keep ? line : "").append('\n');
    }
    return kept.toString();
  }
}
