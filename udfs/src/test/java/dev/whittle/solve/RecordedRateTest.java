// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class RecordedRateTest {

  @Property
  void drawsEveryOutcomeOnce(
      @ForAll @IntRange(min = 1, max = 128) int n,
      @ForAll @IntRange(min = 0, max = 128) int k,
      @ForAll long seed) {
    RecordedRate rate = new RecordedRate(n, Math.min(k, n));
    assertThat(right(rate.outcomes("p", "m", seed, n + 3))).isEqualTo(rate.k());
  }

  @Property
  void aLongerDrawBeginsWithTheShorterOne(
      @ForAll @IntRange(min = 0, max = 64) int k,
      @ForAll @IntRange(min = 0, max = 64) int m,
      @ForAll long seed) {
    RecordedRate rate = new RecordedRate(64, k);
    assertThat(Arrays.copyOf(rate.outcomes("p", "m", seed, 64), m))
        .isEqualTo(rate.outcomes("p", "m", seed, m));
  }

  @Test
  void drawsHypergeometrically() {
    RecordedRate rate = new RecordedRate(64, 6);
    int[] counts = new int[5];
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      counts[right(rate.outcomes("p" + i, "m", 1, 4))]++;
    }
    // 58 choose 4 / 64 choose 4, and 6 * (58 choose 3) / 64 choose 4.
    assertThat(counts[0] / (double) draws).isCloseTo(0.66797, within(0.004));
    assertThat(counts[1] / (double) draws).isCloseTo(0.29148, within(0.004));
  }

  @Test
  void drawsAnotherOrderForAnotherKey() {
    RecordedRate rate = new RecordedRate(64, 32);
    boolean[] one = rate.outcomes("p", "m", 1, 64);
    assertThat(rate.outcomes("q", "m", 1, 64)).isNotEqualTo(one);
    assertThat(rate.outcomes("p", "n", 1, 64)).isNotEqualTo(one);
    assertThat(rate.outcomes("p", "m", 2, 64)).isNotEqualTo(one);
  }

  @Test
  void keepsItsDrawsFromReleaseToRelease() {
    StringBuilder draws = new StringBuilder();
    for (boolean right : new RecordedRate(64, 24).outcomes("p", "m", 1, 24)) {
      draws.append(right ? 'r' : 'w');
    }
    assertThat(draws).hasToString("wrrwwwwwwwwrwwwrrwwrwwww");
  }

  @Test
  void scalesToTheNearestCount() {
    assertThat(new RecordedRate(64, 4).scaled(32)).isEqualTo(2);
    assertThat(new RecordedRate(64, 7).scaled(4)).isZero();
    assertThat(new RecordedRate(64, 8).scaled(4)).isEqualTo(1);
    assertThat(new RecordedRate(64, 64).scaled(4)).isEqualTo(4);
  }

  @Test
  void refusesImpossibleRates() {
    assertThatThrownBy(() -> new RecordedRate(4, 5)).hasMessageContaining("5 of 4");
  }

  private static int right(boolean[] outcomes) {
    int right = 0;
    for (boolean outcome : outcomes) {
      right += outcome ? 1 : 0;
    }
    return right;
  }
}
