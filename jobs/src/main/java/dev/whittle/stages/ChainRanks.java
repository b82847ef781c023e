// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;

/**
 * Percent ranks of the four parts within the pool, from histograms of whole numbers: exact, of
 * bounded size, and the same for any partitioning.
 */
final class ChainRanks implements Serializable {
  static final int ELABORATED = 0;
  static final int VERIFICATION = 1;
  static final int EXPLORATORY = 2;
  static final int ADAPTIVE = 3;

  private long[][] counts;
  private double[][] ranks;

  ChainRanks(int mostTokens, int mostFrequent) {
    counts =
        new long[][] {
          new long[mostTokens + 1],
          new long[mostFrequent + 1],
          new long[mostFrequent + 1],
          new long[mostFrequent + 1]
        };
  }

  void count(int part, int value, long chains) {
    counts[part][value] += chains;
  }

  /** Turns counts into ranks: nothing is counted after this. */
  void close() {
    ranks = new double[counts.length][];
    for (int part = 0; part < counts.length; part++) {
      ranks[part] = percentRanks(counts[part]);
    }
    counts = null;
  }

  double rank(int part, int value) {
    return ranks[part][value];
  }

  /**
   * The share of the others that are below each value, as SQL's {@code percent_rank}: 0 for the
   * smallest, 1 for the largest if it is alone. In a pool of one it is 0.
   */
  static double[] percentRanks(long[] counts) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    double[] ranks = new double[counts.length];
    long below = 0;
    for (int value = 0; value < counts.length; value++) {
      ranks[value] = all < 2 ? 0 : Math.min(1, (double) below / (all - 1));
      below += counts[value];
    }
    return ranks;
  }
}
