// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.solve.KeepBand;
import dev.whittle.solve.KeepBand.Decision;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.apache.commons.math3.special.Beta;

/**
 * Solve rates that follow Beta(a, b), and what a rule costs at them.
 *
 * <p>One mode or two at the ends, no more: a pool mixed of very different sources is described
 * roughly.
 */
record BetaBinomial(double a, double b) {
  /** Beyond, rates are as good as all alike, or all 0 and 1. */
  private static final double SMALLEST = Math.log(1e-3);

  private static final double LARGEST = Math.log(1e4);
  private static final double PRECISION = 1e-8;
  private static final int EVALUATIONS = 2000;

  /**
   * What a rule comes to.
   *
   * @param attempts mean number of attempts that decide a problem, asked one at a time
   * @param kept share of problems that are kept
   */
  record Outlook(double attempts, double kept) {}

  /**
   * The likeliest distribution behind problems of which {@code correct[i]} of {@code attempts[i]}
   * attempts were right.
   *
   * <p>Attempts that stopped early may be used as they are: when to stop depended on nothing but
   * the attempts themselves, so the likelihood is the same (Berger and Wolpert, The Likelihood
   * Principle).
   */
  static BetaBinomial fit(int[] attempts, int[] correct) {
    Map<Long, Integer> cells = new HashMap<>();
    for (int i = 0; i < attempts.length; i++) {
      cells.merge(((long) correct[i] << 32) | (attempts[i] - correct[i]), 1, Integer::sum);
    }
    ObjectiveFunction likelihood =
        new ObjectiveFunction(
            point -> {
              double beyond = 0;
              double[] clamped = new double[2];
              for (int i = 0; i < 2; i++) {
                clamped[i] = Math.max(SMALLEST, Math.min(LARGEST, point[i]));
                beyond += Math.abs(point[i] - clamped[i]);
              }
              double a = Math.exp(clamped[0]);
              double b = Math.exp(clamped[1]);
              double none = Beta.logBeta(a, b);
              double sum = 0;
              for (Map.Entry<Long, Integer> cell : cells.entrySet()) {
                int right = (int) (cell.getKey() >> 32);
                int wrong = (int) (long) cell.getKey();
                sum += cell.getValue() * (Beta.logBeta(a + right, b + wrong) - none);
              }
              return sum - beyond;
            });
    double[] best;
    try {
      best =
          new SimplexOptimizer(PRECISION, PRECISION)
              .optimize(
                  new MaxEval(EVALUATIONS),
                  likelihood,
                  GoalType.MAXIMIZE,
                  new InitialGuess(new double[] {0, 0}),
                  new NelderMeadSimplex(2))
              .getPoint();
    } catch (TooManyEvaluationsException e) {
      throw new IllegalStateException("the fit of solve rates does not converge", e);
    }
    return new BetaBinomial(
        Math.exp(Math.max(SMALLEST, Math.min(LARGEST, best[0]))),
        Math.exp(Math.max(SMALLEST, Math.min(LARGEST, best[1]))));
  }

  /**
   * Exact: a walk over all counts of right and wrong that leave the rule open. The next attempt
   * after r right and w wrong ones is right with probability (a + r) / (a + b + r + w).
   */
  Outlook outlook(KeepBand band) {
    double attempts = 0;
    double kept = band.decide(0, 0) == Decision.KEEP ? 1 : 0;
    // The probability of every count of right ones after so many attempts, still open.
    double[] open = {band.decide(0, 0) == Decision.UNDECIDED ? 1 : 0};
    for (int made = 0; made < band.n(); made++) {
      double[] next = new double[Math.min(open.length, band.hi() + 1) + 1];
      boolean any = false;
      for (int right = 0; right < open.length; right++) {
        if (open[right] == 0) {
          continue;
        }
        attempts += open[right];
        double solved = (a + right) / (a + b + made);
        for (int more = 0; more <= 1; more++) {
          double probability = open[right] * (more == 1 ? solved : 1 - solved);
          Decision decision = band.decide(right + more, made - right + 1 - more);
          if (decision == Decision.UNDECIDED) {
            next[right + more] += probability;
            any = true;
          } else if (decision == Decision.KEEP) {
            kept += probability;
          }
        }
      }
      if (!any) {
        break;
      }
      open = next;
    }
    return new Outlook(attempts, kept);
  }
}
