// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whittle.solve.KeepBand.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EarlyStopTest {
  /** What sampling one problem came to. */
  private record Sampled(Judgement judgement, int started) {}

  /** Attempts finish in a random order; some outcomes may be known from before. */
  private static Sampled sample(
      KeepBand band, boolean[] outcomes, int width, Random random, double knownBefore) {
    EarlyStop stop = new EarlyStop(band);
    for (int i = 0; i < outcomes.length; i++) {
      if (random.nextDouble() < knownBefore) {
        stop.finished(i, outcomes[i]);
      }
    }
    List<Integer> inFlight = new ArrayList<>();
    int started = 0;
    while (!stop.done()) {
      for (int i = stop.start(width); i >= 0; i = stop.start(width)) {
        assertThat(inFlight).doesNotContain(i);
        inFlight.add(i);
        started++;
      }
      assertThat(inFlight).isNotEmpty().hasSizeLessThanOrEqualTo(width);
      int index = inFlight.remove(random.nextInt(inFlight.size()));
      assertThat(stop.wanted(index)).isTrue();
      stop.finished(index, outcomes[index]);
    }
    assertThat(stop.start(width)).isEqualTo(-1);
    for (int i : inFlight) {
      assertThat(stop.wanted(i)).isEqualTo(i < stop.judgement().attempts());
    }
    return new Sampled(stop.judgement(), started);
  }

  private static boolean[] outcomes(int n, double rate, Random random) {
    boolean[] outcomes = new boolean[n];
    for (int i = 0; i < n; i++) {
      outcomes[i] = random.nextDouble() < rate;
    }
    return outcomes;
  }

  @Property(tries = 5000)
  void judgesAsAllAttemptsWould(
      @ForAll @IntRange(min = 1, max = 40) int n,
      @ForAll @IntRange(min = 0, max = 40) int one,
      @ForAll @IntRange(min = 0, max = 40) int other,
      @ForAll @IntRange(min = 1, max = 50) int width,
      @ForAll @IntRange(min = 0, max = 100) int percent,
      @ForAll boolean resumed,
      @ForAll long seed) {
    int lo = Math.min(n, Math.min(one, other));
    KeepBand band = new KeepBand(n, lo, Math.max(lo, Math.max(one, other)));
    Random random = new Random(seed);
    boolean[] outcomes = outcomes(n, percent / 100.0, random);
    Sampled sampled = sample(band, outcomes, width, random, resumed ? random.nextDouble() : 0);
    int right = 0;
    for (boolean outcome : outcomes) {
      right += outcome ? 1 : 0;
    }
    assertThat(sampled.judgement()).isEqualTo(band.replay(outcomes));
    assertThat(sampled.judgement().decision()).isEqualTo(band.decide(right, n - right));
    assertThat(sampled.started()).isLessThanOrEqualTo(sampled.judgement().attempts() + width - 1);
  }

  @Test
  void buysAHoleBeforeAKnownOutcomeForTheEvidence() {
    EarlyStop stop = new EarlyStop(new KeepBand(4, 0, 0));
    stop.finished(2, true);
    // Too easy for certain, but which prefix says so is open.
    assertThat(stop.done()).isFalse();
    assertThat(stop.start(4)).isZero();
    assertThat(stop.start(4)).isEqualTo(1);
    assertThat(stop.start(4)).isEqualTo(-1);
    stop.finished(1, true);
    stop.finished(0, false);
    assertThat(stop.judgement())
        .isEqualTo(new KeepBand(4, 0, 0).replay(new boolean[] {false, true}));
  }

  @Test
  void refusesAnOutcomeTwice() {
    EarlyStop stop = new EarlyStop(new KeepBand(2, 1, 1));
    stop.finished(0, true);
    assertThatThrownBy(() -> stop.finished(0, true)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stop.finished(2, true)).isInstanceOf(IllegalArgumentException.class);
  }

  private static double mean(KeepBand band, int width, ToDoubleFunction<Random> rate) {
    Random random = new Random(5);
    long started = 0;
    int problems = 40_000;
    for (int i = 0; i < problems; i++) {
      boolean[] outcomes = outcomes(band.n(), rate.applyAsDouble(random), random);
      started += sample(band, outcomes, width, random, 0).started();
    }
    return started / (double) problems;
  }

  /** Beta(1, b) and Beta(a, 1) by their inverse distribution functions. */
  @Test
  void needsTheAttemptsThatTheoryExpects() {
    KeepBand limo = new KeepBand(32, 1, 3);
    assertThat(mean(limo, 1, Random::nextDouble)).isCloseTo(11.8, within(0.02 * 11.8));
    assertThat(mean(limo, 1, r -> Math.pow(r.nextDouble(), 1 / 5.0)))
        .isCloseTo(5.0, within(0.02 * 5.0));
    assertThat(mean(limo, 1, r -> 1 - Math.pow(r.nextDouble(), 1 / 5.0)))
        .isCloseTo(23.1, within(0.02 * 23.1));
    assertThat(mean(limo, 4, Random::nextDouble)).isCloseTo(13.1, within(0.03 * 13.1));
    assertThat(mean(new KeepBand(4, 0, 0), 1, Random::nextDouble))
        .isCloseTo(2.08, within(0.02 * 2.08));
  }
}
