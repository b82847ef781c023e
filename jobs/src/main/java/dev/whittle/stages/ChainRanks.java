// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.ChainsConfig.Scale;
import java.io.Serializable;

/**
 * The four parts on one scale within the pool, from histograms of whole numbers: exact, of bounded
 * size, and the same for any partitioning.
 */
final class ChainRanks implements Serializable {
  static final int ELABORATED = 0;
  static final int VERIFICATION = 1;
  static final int EXPLORATORY = 2;
  static final int ADAPTIVE = 3;

  private final Scale scale;
  private long[][] counts;
  private double[][] ranks;

  ChainRanks(Scale scale, int mostTokens, int mostFrequent) {
    this.scale = scale;
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
      ranks[part] =
          switch (scale) {
            case RANK -> percentRanks(counts[part]);
            case MIN_MAX -> minMax(counts[part]);
            case Z_SCORE -> standardized(counts[part]);
          };
    }
    counts = null;
  }

  double rank(int part, int value) {
    return ranks[part][value];
  }

  /** Each value between the least and the most that occur; 0 where there is but one. */
  static double[] minMax(long[] counts) {
    int least = 0;
    while (least < counts.length && counts[least] == 0) {
      least++;
    }
    int most = counts.length - 1;
    while (most > least && counts[most] == 0) {
      most--;
    }
    double[] places = new double[counts.length];
    for (int value = least; value <= most && most > least; value++) {
      places[value] = (double) (value - least) / (most - least);
    }
    return places;
  }

  /** Each value less the mean, in standard deviations of the pool; 0 where there is but one. */
  static double[] standardized(long[] counts) {
    double all = 0;
    double sum = 0;
    for (int value = 0; value < counts.length; value++) {
      all += counts[value];
      sum += (double) counts[value] * value;
    }
    double mean = sum / all;
    double squares = 0;
    for (int value = 0; value < counts.length; value++) {
      squares += counts[value] * (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / all);
    double[] places = new double[counts.length];
    for (int value = 0; value < counts.length && deviation > 0; value++) {
      places[value] = (value - mean) / deviation;
    }
    return places;
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
