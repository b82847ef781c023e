// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LengthSamplingTest {

  /** Gives what is written down. */
  private static final class Scripted implements RandomGenerator {
    private final Deque<Double> shares;
    private final Deque<Integer> domains;

    Scripted(List<Integer> domains, List<Double> shares) {
      this.domains = new ArrayDeque<>(domains);
      this.shares = new ArrayDeque<>(shares);
    }

    @Override
    public int nextInt(int bound) {
      assertThat(domains.peek()).isLessThan(bound);
      return domains.pop();
    }

    @Override
    public double nextDouble() {
      return shares.pop();
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }
  }

  /** By hand: domain 0 holds rows 0, 2, 4 of lengths 5, 9, 7; domain 1 rows 1 and 3 of 1 and 2. */
  @Test
  void drawsAsComputedByHand() {
    int[] groups = {0, 1, 0, 1, 0};
    int[] lengths = {5, 1, 9, 2, 7};
    // Weights of three rows 4/7, 2/7, 1/7; of two 2/3, 1/3.
    Scripted random =
        new Scripted(
            List.of(0, 1, 0, 1, 0),
            // 0.60 is past 4/7 = 0.571: the second longest of 2, 4, 0, which is 4.
            // 0.70 is past 2/3: the second of 3, 1, which is 1.
            // 0.66 is before 2/3: the first of 2, 0, which is 2.
            // 3 is alone in its domain, and then domain 0, with row 0, is the only one.
            List.of(0.60, 0.70, 0.66, 0.99, 0.99));
    assertThat(LengthSampling.order(groups, lengths, 9, random)).containsExactly(4, 1, 2, 3, 0);
  }

  @Test
  void placesFollowTheWeights() {
    Random random = new Random(1);
    int[] counts = new int[4];
    int draws = 70_000;
    for (int i = 0; i < draws; i++) {
      counts[LengthSampling.place(4, random.nextDouble())]++;
    }
    for (int place = 0; place < 4; place++) {
      assertThat((double) counts[place] / draws)
          .isCloseTo(Math.pow(2, -place - 1) / (15.0 / 16), within(0.01));
    }
    assertThat(LengthSampling.place(1_000_000, 0.9999999999999999)).isBetween(40, 60);
  }

  @Test
  void domainsAreEqualWhateverTheirSize() {
    int[] groups = new int[3_000];
    Arrays.fill(groups, 0, 100, 1);
    Arrays.fill(groups, 100, 150, 7);
    int[] order = LengthSampling.order(groups, new int[3_000], 90, new Random(5));
    long small = Arrays.stream(order).filter(row -> groups[row] == 1).count();
    long smaller = Arrays.stream(order).filter(row -> groups[row] == 7).count();
    assertThat(small).isBetween(18L, 42L);
    assertThat(smaller).isBetween(18L, 42L);
    assertThat(Arrays.stream(order).distinct().count()).isEqualTo(90);
    assertThat(LengthSampling.order(groups, new int[3_000], 3_000, new Random(5)))
        .startsWith(order)
        .hasSize(3_000)
        .doesNotHaveDuplicates();
  }
}
