// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.config.SolveRateConfig.Rule;
import dev.whittle.config.SolveRateConfig.Subsample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Solve rates, models and chains as a recipe writes them. */
final class SolveConfigTest {
  private final Problems problems = new Problems();

  private <T> T bind(String yaml, Class<T> type) {
    return new Binder(problems).bind(YamlReader.read("f.yaml", yaml, problems), type, "");
  }

  @Test
  void readsSolveRates() {
    SolveRateConfig config =
        bind(
            """
            models:
              - {model: m, attempts: 4, keep: 0..0}
            subsample: hypergeometric
            seed: 1
            gold-suspect: {agree: 0, share: 0}
            at-most: 0
            """,
            SolveRateConfig.class);
    assertThat(problems.found()).isEmpty();
    assertThat(config)
        .isEqualTo(
            new SolveRateConfig(
                List.of(new Rule("m", 4, new Band(0, 0))),
                Subsample.HYPERGEOMETRIC,
                1,
                new GoldSuspectConfig(0, 0)));
  }

  @Test
  void refusesABandThatNothingReaches() {
    bind(
        """
        models:
          - {model: m, attempts: 4, keep: 5..6}
        subsample: scale
        seed: 1
        gold-suspect: {agree: 0, share: 0}
        at-most: 0
        """,
        SolveRateConfig.class);
    assertThat(problems.found()).hasSize(1);
    assertThat(problems.found().get(0)).contains("5..6 of 4");
  }

  @Test
  void refusesARecordedModelWithoutRecordings() {
    bind("{backend: recorded, attempts: [], rates: [], revision: a}", ModelConfig.class);
    assertThat(problems.found()).hasSize(1);
    assertThat(problems.found().get(0)).contains("at least one entry");
  }

  @Test
  void refusesWeightsThatDoNotSumToOne() {
    bind(
        "{elaborated: 0.3, verification: 0.2, exploratory: 0.25, adaptive: 0.5}",
        ChainsConfig.Weights.class);
    assertThat(problems.found()).hasSize(1);
    assertThat(problems.found().get(0)).contains("1.25");
  }
}
