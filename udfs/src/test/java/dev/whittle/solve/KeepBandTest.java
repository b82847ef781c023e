// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whittle.solve.KeepBand.Decision;
import dev.whittle.solve.KeepBand.Judgement;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class KeepBandTest {
  private static final boolean R = true;
  private static final boolean W = false;

  @Test
  void stopsAtTheFirstRightAttemptWhenNoneIsAllowed() {
    assertThat(new KeepBand(4, 0, 0).replay(new boolean[] {W, R, W, W}))
        .isEqualTo(new Judgement(Decision.TOO_EASY, 2, 1));
  }

  @Test
  void needsAllFourToKeepWhatNobodySolved() {
    assertThat(new KeepBand(4, 0, 0).replay(new boolean[] {W, W, W, W}))
        .isEqualTo(new Judgement(Decision.KEEP, 4, 0));
    assertThat(new KeepBand(4, 0, 0).replay(new boolean[] {W, W, W}))
        .isEqualTo(new Judgement(Decision.UNDECIDED, 3, 0));
  }

  @Test
  void stopsWhenTooFewAreLeftToReachTheBand() {
    assertThat(new KeepBand(4, 2, 3).replay(new boolean[] {W, W, W, R}))
        .isEqualTo(new Judgement(Decision.TOO_HARD, 3, 0));
  }

  @Test
  void stopsWhenTheRestCannotLeaveTheBand() {
    assertThat(new KeepBand(32, 1, 3).replay(replayed("w".repeat(28) + "rwwr")))
        .isEqualTo(new Judgement(Decision.KEEP, 30, 1));
  }

  @Test
  void ignoresAttemptsBeyondN() {
    assertThat(new KeepBand(2, 0, 1).replay(new boolean[] {W, R, R, R}))
        .isEqualTo(new Judgement(Decision.KEEP, 1, 0));
  }

  @Test
  void isUndecidedWithoutAttempts() {
    assertThat(new KeepBand(4, 0, 0).replay(new boolean[0]))
        .isEqualTo(new Judgement(Decision.UNDECIDED, 0, 0));
  }

  @Test
  void refusesBandsThatCannotBeMet() {
    assertThatThrownBy(() -> new KeepBand(4, 5, 6)).hasMessageContaining("Cannot keep 5..6 of 4");
    assertThatThrownBy(() -> new KeepBand(0, 0, 0)).hasMessageContaining("n >= 1");
    assertThatThrownBy(() -> new KeepBand(2, 0, 1).decide(2, 1)).hasMessageContaining("of 2");
  }

  /** The law that lets a sampler stop: any order, any band, any prefix that decides. */
  @Property(tries = 5_000)
  void decidesAsAllAttemptsWould(
      @ForAll @IntRange(min = 1, max = 64) int n,
      @ForAll @IntRange(min = 0, max = 64) int a,
      @ForAll @IntRange(min = 0, max = 64) int b,
      @ForAll @DoubleRange(min = 0, max = 1) double rate,
      @ForAll long seed) {
    KeepBand band = new KeepBand(n, Math.min(Math.min(a, b), n), Math.max(a, b));
    Random random = new Random(seed);
    boolean[] all = new boolean[n];
    int right = 0;
    for (int i = 0; i < n; i++) {
      all[i] = random.nextDouble() < rate;
      right += all[i] ? 1 : 0;
    }
    Decision whole =
        right > band.hi()
            ? Decision.TOO_EASY
            : right < band.lo() ? Decision.TOO_HARD : Decision.KEEP;

    Judgement judged = band.replay(all);

    assertThat(judged.decision()).isEqualTo(whole);
    // More attempts than the deciding prefix change nothing, fewer never decide.
    boolean[] longer = Arrays.copyOf(all, judged.attempts() + random.nextInt(n));
    assertThat(band.replay(longer)).isEqualTo(judged);
    if (judged.attempts() > 0) {
      assertThat(band.replay(Arrays.copyOf(all, judged.attempts() - 1)).decision())
          .isEqualTo(Decision.UNDECIDED);
    }
    assertThat(band.decide(judged.correct(), judged.attempts() - judged.correct()))
        .isEqualTo(whole);
  }

  @Test
  void needsTheExpectedAttemptsOfItsTable() {
    KeepBand strong = new KeepBand(32, 1, 3);
    assertThat(expected(strong, p -> 1)).isCloseTo(11.8, within(0.1));
    assertThat(expected(strong, p -> Math.pow(p, 4))).isCloseTo(5.0, within(0.1));
    assertThat(expected(strong, p -> Math.pow(1 - p, 4))).isCloseTo(23.1, within(0.1));
    assertThat(expected(new KeepBand(4, 0, 0), p -> 1)).isCloseTo(2.08, within(0.01));
  }

  /**
   * Mean attempts used when solve rates have this density, by dynamic programming on the counts.
   */
  private static double expected(KeepBand band, DoubleUnaryOperator density) {
    double sum = 0;
    double mass = 0;
    int steps = 2_000;
    for (int s = 0; s < steps; s++) {
      double p = (s + 0.5) / steps;
      double weight = density.applyAsDouble(p);
      mass += weight;
      sum += weight * attempts(band, p);
    }
    return sum / mass;
  }

  private static double attempts(KeepBand band, double p) {
    double[] reach = new double[band.n() + 2];
    reach[0] = 1;
    double sum = 0;
    for (int i = 0; i < band.n(); i++) {
      double[] next = new double[band.n() + 2];
      for (int right = 0; right <= i; right++) {
        if (reach[right] > 0 && band.decide(right, i - right) == Decision.UNDECIDED) {
          sum += reach[right];
          next[right + 1] += reach[right] * p;
          next[right] += reach[right] * (1 - p);
        }
      }
      reach = next;
    }
    return sum;
  }

  private static boolean[] replayed(String outcomes) {
    boolean[] replayed = new boolean[outcomes.length()];
    for (int i = 0; i < replayed.length; i++) {
      replayed[i] = outcomes.charAt(i) == 'r';
    }
    return replayed;
  }
}
