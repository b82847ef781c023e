// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WeighingTest {

  @Test
  void bitsAreTheLogarithmOfTheNumberOfWays() {
    assertThat(Weighing.bits(5, 2)).isCloseTo(Math.log(10) / Math.log(2), within(1e-12));
    assertThat(Weighing.bits(5, 3)).isCloseTo(Weighing.bits(5, 2), within(1e-12));
    assertThat(Weighing.bits(7, 7)).isZero();
    assertThat(Weighing.bits(10_000_000, 817)).isBetween(12_200.0, 12_300.0);
  }

  @Test
  void measuresByHand() {
    // Rows 0 and 1 are the same, 2 shares nothing with them.
    SparseVectors vectors = SparseVectors.of(List.of(new int[] {1}, new int[] {1}, new int[] {2}));
    Weighing weighing =
        new Weighing(
            vectors, new int[] {0, 0, 1}, new double[] {1, 0.5, 0}, new int[] {10, 20, 60});
    Map<String, Map<String, Double>> two =
        weighing.weigh(new int[] {0, 2, 1}, new int[] {0, 1, 2}, 2);
    assertThat(two.keySet()).containsExactlyElementsOf(Weighing.names());
    assertThat(two.get("difficulty").get("core")).isEqualTo(0.5);
    assertThat(two.get("difficulty").get("top_by_score")).isEqualTo(0.75);
    assertThat(two.get("domain_entropy").get("core")).isEqualTo(1);
    assertThat(two.get("domain_entropy").get("top_by_score")).isZero();
    assertThat(two.get("nearest_distance").get("core")).isEqualTo(1);
    assertThat(two.get("nearest_distance").get("top_by_score")).isCloseTo(0, within(1e-6));
    assertThat(two.get("distance_to_core").get("core")).isCloseTo(0, within(1e-6));
    assertThat(two.get("distance_to_core").get("top_by_score")).isCloseTo(1 / 3.0, within(1e-6));
    assertThat(two.get("length").get("core")).isEqualTo(35);
    assertThat(two.get("length").get("random")).isBetween(15.0, 40.0);
  }

  @Test
  void randomDrawsLieAroundTheWhole() {
    int count = 2_000;
    Random random = new Random(3);
    SparseVectors vectors = SparseVectors.of(DiverseRankingTest.rows(count, 30, random));
    double[] difficulty = random.doubles(count).toArray();
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    Weighing weighing = new Weighing(vectors, new int[count], difficulty, new int[count]);
    Map<String, Double> weighed = weighing.weigh(order, order, 200).get("difficulty");
    double mean = Arrays.stream(difficulty).average().orElseThrow();
    assertThat(weighed.get("random")).isCloseTo(mean, within(0.01));
    // 1.96 standard errors of a mean of 200 uniform numbers, drawn without replacement.
    double half = 1.96 * Math.sqrt(1 / 12.0 / 200 * 0.9);
    assertThat(weighed.get("random_high") - weighed.get("random_low"))
        .isBetween(1.4 * half, 2.6 * half);
    assertThat(weighing.weigh(order, order, 200)).isEqualTo(weighing.weigh(order, order, 200));
  }
}
