// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.solve.KeepBand;
import java.util.Arrays;
import java.util.Random;

/**
 * What a model will cost for many problems, told from a few of them: a beta-binomial fit, and its
 * spread over bootstrap samples of the few.
 */
public final class Forecast {
  private static final int SAMPLES = 300;
  private static final double LOW = 0.05;
  private static final double HIGH = 0.95;

  private final double[] problems;
  private final double[] attempts = new double[SAMPLES + 1];
  private final double[] tokens = new double[SAMPLES + 1];
  private final double[] kept = new double[SAMPLES + 1];
  private final BetaBinomial rates;

  /**
   * A figure and the interval that holds it in nine cases of ten, as far as the few are a random
   * draw and the fit holds.
   */
  public record Figure(double value, double low, double high) {
    /** The same in another unit. */
    public Figure times(double factor) {
      return new Figure(value * factor, low * factor, high * factor);
    }
  }

  /**
   * A forecast.
   *
   * @param problems how many there are to decide, as forecast before in every bootstrap sample or
   *     the same number in all
   * @param band the rule
   * @param attempts of each pilot problem, those that decided it; at least one problem
   * @param correct of each, how many of those are right
   * @param bought of each, all that were bought
   * @param tokens of each, completion tokens of all that were bought
   */
  private Forecast(
      double[] problems,
      KeepBand band,
      int[] attempts,
      int[] correct,
      int[] bought,
      long[] tokens) {
    this.problems = problems;
    this.rates = BetaBinomial.fit(attempts, correct);
    int size = attempts.length;
    Random draw = new Random(size);
    for (int sample = 0; sample <= SAMPLES; sample++) {
      int[] made = new int[size];
      int[] right = new int[size];
      double inAll = 0;
      double said = 0;
      for (int i = 0; i < size; i++) {
        int at = sample == 0 ? i : draw.nextInt(size);
        made[i] = attempts[at];
        right[i] = correct[at];
        inAll += bought[at];
        said += tokens[at];
      }
      BetaBinomial fit = sample == 0 ? rates : BetaBinomial.fit(made, right);
      BetaBinomial.Outlook outlook = fit.outlook(band);
      this.attempts[sample] = problems[sample] * outlook.attempts();
      this.tokens[sample] = this.attempts[sample] * (inAll == 0 ? 0 : said / inAll);
      this.kept[sample] = problems[sample] * outlook.kept();
    }
  }

  /** For a known number of problems. */
  public static Forecast of(
      long problems, KeepBand band, int[] attempts, int[] correct, int[] bought, long[] tokens) {
    double[] same = new double[SAMPLES + 1];
    Arrays.fill(same, problems);
    return new Forecast(same, band, attempts, correct, bought, tokens);
  }

  /** For those that this one keeps, judged by the next rule. */
  public Forecast then(KeepBand band, int[] attempts, int[] correct, int[] bought, long[] tokens) {
    return new Forecast(kept, band, attempts, correct, bought, tokens);
  }

  /** Problems to decide. */
  public Figure problems() {
    return figure(problems);
  }

  /** Attempts to buy for them, asked one at a time. */
  public Figure attempts() {
    return figure(attempts);
  }

  /** Completion tokens of those. */
  public Figure completionTokens() {
    return figure(tokens);
  }

  /** Problems that will be kept. */
  public Figure kept() {
    return figure(kept);
  }

  /** The parameters of the Beta distribution that the solve rates were fitted with. */
  public double[] fit() {
    return new double[] {rates.a(), rates.b()};
  }

  private static Figure figure(double[] of) {
    double[] sorted = Arrays.copyOfRange(of, 1, of.length);
    Arrays.sort(sorted);
    return new Figure(
        of[0],
        Math.min(of[0], sorted[(int) (LOW * SAMPLES)]),
        Math.max(of[0], sorted[(int) (HIGH * SAMPLES) - 1]));
  }
}
