// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whittle.solve.KeepBand;
import dev.whittle.solve.KeepBand.Decision;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {
  private static final KeepBand BAND = new KeepBand(32, 1, 3);

  /** Problems whose attempts stop as soon as they decide. */
  private record Tried(int[] attempts, int[] correct, int kept) {
    static Tried of(double a, double b, int problems, KeepBand band, int seed) {
      BetaDistribution rates = new BetaDistribution(new Well19937c(seed), a, b);
      Random draw = new Random(seed);
      int[] attempts = new int[problems];
      int[] correct = new int[problems];
      int kept = 0;
      for (int i = 0; i < problems; i++) {
        double rate = rates.sample();
        while (band.decide(correct[i], attempts[i] - correct[i]) == Decision.UNDECIDED) {
          attempts[i]++;
          correct[i] += draw.nextDouble() < rate ? 1 : 0;
        }
        kept += band.decide(correct[i], attempts[i] - correct[i]) == Decision.KEEP ? 1 : 0;
      }
      return new Tried(attempts, correct, kept);
    }

    Forecast forecast(long problems, KeepBand band) {
      long[] tokens = Arrays.stream(attempts).mapToLong(made -> 100L * made).toArray();
      return Forecast.of(problems, band, attempts, correct, attempts, tokens);
    }

    int all() {
      return Arrays.stream(attempts).sum();
    }
  }

  /** Expected attempts of keep 1..3 of 32, one at a time, to three digits. */
  @ParameterizedTest
  @CsvSource({"1, 1, 11.8", "0.5, 0.5, 13.5", "5, 1, 5.0", "1, 5, 23.1", "0.3, 6, 29.6"})
  void knowsWhatARuleCosts(double a, double b, double attempts) {
    assertThat(new BetaBinomial(a, b).outlook(BAND).attempts()).isCloseTo(attempts, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0.4, 2", "3, 0.7"})
  void agreesWithTrying(double a, double b) {
    Tried tried = Tried.of(a, b, 200_000, BAND, 5);
    BetaBinomial.Outlook outlook = new BetaBinomial(a, b).outlook(BAND);
    assertThat(outlook.attempts()).isCloseTo(tried.all() / 200_000.0, within(0.1));
    assertThat(outlook.kept()).isCloseTo(tried.kept() / 200_000.0, within(0.005));
  }

  /** The likelihood principle: that attempts stopped early bends nothing. */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.5, 0.5", "0.4, 2", "5, 1"})
  void findsTheRatesAgainFromAttemptsThatStoppedEarly(double a, double b) {
    Tried tried = Tried.of(a, b, 20_000, BAND, 7);
    BetaBinomial fit = BetaBinomial.fit(tried.attempts(), tried.correct());
    assertThat(fit.a()).isCloseTo(a, within(0.1 * a));
    assertThat(fit.b()).isCloseTo(b, within(0.1 * b));
  }

  @Test
  void bearsProblemsThatAreAllAlike() {
    for (int right : new int[] {0, 4}) {
      Tried alike =
          new Tried(new int[] {4, 4, 4, 4, 4}, new int[] {right, right, right, right, right}, 0);
      Forecast forecast = alike.forecast(1000, new KeepBand(4, 1, 3));
      assertThat(forecast.kept().value()).isBetween(0.0, 10.0);
      assertThat(forecast.attempts().value()).isBetween(1000.0, 4001.0);
    }
    Forecast one = new Tried(new int[] {3}, new int[] {1}, 0).forecast(10, BAND);
    assertThat(one.attempts().value()).isBetween(10.0, 320.0);
  }

  /** Of pilots of 200, nine in ten should hold the truth; of sixty, not fewer than forty-six do. */
  @Test
  void holdsTheTruthInItsInterval() {
    BetaBinomial truth = new BetaBinomial(0.6, 1.5);
    int attempts = 0;
    int kept = 0;
    for (int pilot = 0; pilot < 60; pilot++) {
      Forecast forecast = Tried.of(0.6, 1.5, 200, BAND, 1000 + pilot).forecast(1_000_000, BAND);
      attempts += holds(forecast.attempts(), 1e6 * truth.outlook(BAND).attempts()) ? 1 : 0;
      kept += holds(forecast.kept(), 1e6 * truth.outlook(BAND).kept()) ? 1 : 0;
      assertThat(forecast.completionTokens().value())
          .isCloseTo(100 * forecast.attempts().value(), within(1.0));
    }
    assertThat(attempts).isBetween(46, 60);
    assertThat(kept).isBetween(46, 60);
  }

  private static double width(Forecast.Figure figure) {
    return figure.high() - figure.low();
  }

  private static boolean holds(Forecast.Figure figure, double truth) {
    return figure.low() <= truth && truth <= figure.high();
  }

  @Test
  void theNextRuleJudgesWhatTheFirstKeeps() {
    Tried first = Tried.of(1, 1, 300, new KeepBand(4, 0, 3), 3);
    Tried second = Tried.of(0.5, 2, 200, BAND, 4);
    Forecast before = first.forecast(10_000, new KeepBand(4, 0, 3));
    long[] tokens = new long[200];
    Forecast after =
        before.then(BAND, second.attempts(), second.correct(), second.attempts(), tokens);
    assertThat(after.problems()).isEqualTo(before.kept());
    // Not knowing how many come adds to not knowing what each costs.
    Forecast known = second.forecast(Math.round(before.kept().value()), BAND);
    assertThat(width(after.attempts())).isGreaterThan(width(known.attempts()));
    assertThat(after.completionTokens().value()).isZero();
  }
}
