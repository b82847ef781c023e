// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.SharedData;
import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.SourceConfig;
import dev.whittle.source.SourceReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** What is known to be contaminated in the real pool is found; what shares boilerplate stays. */
class KnownContaminationTest {
  private final Path data = SharedData.data();

  private SourceConfig source(String file, String problem, String answer, String id) {
    return Sources.of(data.resolve(file).toUri().toString(), problem, answer, id, AnswerFrom.AS_IS);
  }

  private Map<String, SourceConfig> benchmarks() {
    Map<String, SourceConfig> all = new LinkedHashMap<>();
    all.put("aime24", source("benchmarks/limo_eval/aime.jsonl.gz", "problem", "answer", "id"));
    all.put("amc23", source("benchmarks/limo_eval/amc.jsonl.gz", "problem", "answer", "id"));
    all.put(
        "math500", source("benchmarks/limo_eval/math.jsonl.gz", "problem", "answer", "unique_id"));
    all.put(
        "olympiadbench",
        source("benchmarks/limo_eval/olympiadbench.jsonl.gz", "question", "answer", "id"));
    return all;
  }

  /** The numbers of conf/recipes. */
  private static DecontaminateConfig config(List<String> benchmarks) {
    return new DecontaminateConfig(
        benchmarks, Mode.OURS, 8, DecontaminateTest.recipe(), 2_000_000, 300);
  }

  private Dataset<Row> judge(DecontaminateConfig config, Map<String, SourceConfig> pool) {
    Dataset<Row> problems =
        SourceReader.problems(TestSpark.session(), pool, Sources.LIMITS)
            .where("reason is null")
            .drop("reason");
    return new Decontaminate(config, benchmarks(), Sources.LIMITS)
        .judge(problems, new StageLaws.Context());
  }

  @Test
  void rejectsEveryItemOfTheBenchmarksThemselves() {
    Map<String, SourceConfig> benchmarks = benchmarks();
    Dataset<Row> judged = judge(config(List.copyOf(benchmarks.keySet())), benchmarks);
    Map<String, Long> rejected = new LinkedHashMap<>();
    for (Row row :
        judged.where("reason = 'benchmark-exact'").groupBy("source").count().collectAsList()) {
      rejected.put(row.getString(0), row.getLong(1));
    }
    assertThat(rejected)
        .containsEntry("aime24", 30L)
        .containsEntry("amc23", 40L)
        .containsEntry("math500", 500L)
        .containsEntry("olympiadbench", 675L);
  }

  @Test
  void findsAllOfMath500InTheMathTestSet() {
    Dataset<Row> judged =
        judge(
            config(List.of("math500")),
            Map.of(
                "math", source("pool/math/math_test_5000.jsonl.gz", "problem", "solution", null)));
    long items =
        judged
            .where("reason = 'benchmark-exact'")
            .agg(functions.count_distinct(functions.col("contaminated_item")))
            .first()
            .getLong(0);
    assertThat(items).isEqualTo(500);
  }

  @Test
  void keepsNearlyAllOfTheOlderAimeThatSharesBoilerplateWithAime24() {
    Map<String, SourceConfig> aime =
        Map.of("aime", source("pool/aime/aime_1983_2023.json.gz", "problem", "answer", null));
    Dataset<Row> judged = judge(config(List.of("aime24")), aime);
    assertThat(judged.count()).isEqualTo(975);
    assertThat(judged.where("reason is not null").count()).isLessThanOrEqualTo(2);
    DecontaminateConfig any =
        new DecontaminateConfig(
            List.of("aime24"), Mode.NGRAM, 8, DecontaminateTest.recipe(), 2_000_000, 300);
    long byAnyWord8Gram = judge(any, aime).where("reason is not null").count();
    System.out.printf(
        "AIME 1983-2023 against AIME24: %d by any 8 words, %d by default%n",
        byAnyWord8Gram, judged.where("reason is not null").count());
    judged
        .where("reason is not null")
        .selectExpr("concat_ws(' | ', reason, contaminated_item, problem)")
        .collectAsList()
        .forEach(row -> System.out.println(row.getString(0)));
    // Known: 227, counted with another splitting of words.
    assertThat(byAnyWord8Gram).isBetween(190L, 260L);
  }
}
