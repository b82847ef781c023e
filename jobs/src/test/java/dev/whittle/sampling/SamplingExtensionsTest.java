// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.serve.Faults;
import dev.whittle.serve.OpenAiServer;
import dev.whittle.serve.OpenAiServer.Behaviour;
import dev.whittle.serve.RecordedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingExtensionsTest {
  private final SparkSession spark = TestSpark.session();
  private final AtomicInteger asked = new AtomicInteger();
  private OpenAiServer server;

  @BeforeEach
  void serve(@TempDir Path folder) throws IOException {
    RecordedTexts texts = new RecordedTexts();
    texts.add("always", "\\boxed{7}");
    texts.add("never", "\\boxed{8}");
    texts.add("breaks", "\\boxed{7}");
    for (int i = 0; i < 20; i++) {
      texts.add("half", "\\boxed{" + (i % 2 == 0 ? 7 : 8) + "}");
    }
    server =
        new OpenAiServer(
            0,
            "tiny",
            texts,
            new Behaviour(
                Duration.ZERO,
                32,
                new Faults(Map.of(), 0, 0, "breaks"),
                "",
                key -> asked.incrementAndGet()));
    Path models = folder.resolve("models.yaml");
    Path prompt = folder.resolve("prompt.yaml");
    Files.writeString(prompt, "system: \"\"\nuser: \"${/problem}\"\n");
    Files.writeString(
        models,
        """
        models:
          tiny:
            backend: openai
            revision: r1
            server:
              endpoints: ["%s"]
              api-key-env: ""
              ca-file: ""
              request:
                {model: tiny, route: chat, prompt: %s, temperature: 1, top-p: 1, top-k: 0, max-tokens: 100}
              in-flight: 4
              in-flight-per-problem: 1..1
              deadline: 10s
              tries: 2
              patience: 5s
              max-error-share: 0.5
              commit-every: 10s
              budget: {attempts: 0, completion-tokens: 0}
        """
            .formatted(server.url(), prompt));
    spark.conf().set(SamplingExtensions.MODELS, models.toString());
  }

  @AfterEach
  void stop() {
    server.close();
    spark.conf().unset(SamplingExtensions.MODELS);
  }

  private List<Row> rows(String sql) {
    return spark.sql(sql).collectAsList();
  }

  @Test
  void givesTheShareOfRightAttempts() {
    assertThat(rows("select solve_rate('always', '7', 'tiny', 3)").get(0).getDouble(0)).isOne();
    assertThat(rows("select solve_rate('never', 7, 'tiny')").get(0).getDouble(0)).isZero();
    double half = rows("select solve_rate('half', '7', 'tiny', 40)").get(0).getDouble(0);
    assertThat(half).isBetween(0.2, 0.8);
    assertThat(rows("select solve_rate('half', '7', 'tiny', 40)").get(0).getDouble(0))
        .as("the same seeds, the same texts")
        .isEqualTo(half);
  }

  @Test
  void isNullWhereThereIsNothingToTell() {
    assertThat(rows("select solve_rate(null, '7', 'tiny')").get(0).isNullAt(0)).isTrue();
    assertThat(rows("select solve_rate('always', null, 'tiny')").get(0).isNullAt(0)).isTrue();
    assertThat(asked).hasValue(0);
    assertThat(rows("select solve_rate('breaks', '7', 'tiny', 2)").get(0).isNullAt(0)).isTrue();
  }

  @Test
  void isCalledOnceARowHoweverOftenItsResultIsUsed() {
    List<Row> rows =
        rows(
            "select rate, rate + 1, rate * 2 from (select solve_rate('always', cast(id % 8 as string), 'tiny', 2) as"
                + " rate from range(40)) where rate > 0.5");
    assertThat(rows).hasSize(5);
    assertThat(asked).hasValue(80);
  }

  @Test
  void saysWhatIsWrongWithACall() {
    assertThatThrownBy(() -> rows("select solve_rate('a', 'b')"))
        .hasMessageContaining("3 or 4 arguments");
    assertThatThrownBy(() -> rows("select solve_rate('a', 'b', 'tinny')"))
        .hasMessageContaining("no model 'tinny'")
        .hasMessageContaining("tiny");
    assertThatThrownBy(() -> rows("select solve_rate('a', 'b', 'tiny', 0)"))
        .hasMessageContaining("from 1 to 1000");
    assertThatThrownBy(() -> rows("select solve_rate('a', 'b', cast(id as string)) from range(3)"))
        .hasMessageContaining("must be a literal");
    spark.conf().unset(SamplingExtensions.MODELS);
    assertThatThrownBy(() -> rows("select solve_rate('a', 'b', 'tiny')"))
        .hasMessageContaining("spark.whittle.models is not set");
  }
}
