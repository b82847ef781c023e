// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

/**
 * A ready-made solve rate: {@code k} of {@code n} attempts were right, in an order nobody recorded.
 *
 * <p>A rule over {@code m < n} attempts sees a part of the {@code n}. {@link #outcomes} draws it
 * without replacement, {@link #scaled} takes the expectation. Neither makes attempts of it: a
 * judgement that used one says {@code source=rate}.
 */
public record RecordedRate(int n, int k) {

  public RecordedRate {
    if (n < 1 || k < 0 || k > n) {
      throw new IllegalArgumentException("Cannot read " + k + " of " + n + " as a solve rate.");
    }
  }

  /**
   * The first {@code min(m, n)} of the {@code n} outcomes in an order drawn from the key.
   *
   * <p>The order depends on nothing but the problem, the model and the seed, and a longer draw
   * begins with the shorter one. So two stages with the same seed look at the same attempts: what
   * the first saw as right, the second sees too. The number of right ones is hypergeometric.
   */
  public boolean[] outcomes(String problemId, String model, long seed, int m) {
    Hashes.Stream random =
        new Hashes.Stream(Hashes.first64("rate", problemId, model, Long.toString(seed)));
    boolean[] outcomes = new boolean[Math.min(m, n)];
    int right = k;
    for (int i = 0; i < outcomes.length; i++) {
      // Drawing without replacement: each outcome is right with the share of right ones left.
      outcomes[i] = random.below(n - i) < right;
      if (outcomes[i]) {
        right--;
      }
    }
    return outcomes;
  }

  /** The expected number of right ones among {@code m}, rounded half up. */
  public int scaled(int m) {
    return (int) ((2L * k * m + n) / (2L * n));
  }

  /** {@code k / n}. */
  public double solveRate() {
    return (double) k / n;
  }
}
