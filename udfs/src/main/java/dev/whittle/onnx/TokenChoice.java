// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.Arrays;

/**
 * Draws tokens by their logits: temperature first, then top-k, then top-p of what is left, then one
 * of those by its probability.
 *
 * <p>It is drawn as the maximum of logit / temperature + a Gumbel number that seed, place and token
 * fix (the Gumbel-max trick), not by summing probabilities up: so a logit that is off by a
 * millionth moves one token's chance alone, and other tokens hardly ever come into doubt. Told how
 * far the logits may be off, it says so when others within that could lead to another token.
 *
 * <p>One thread's; makes no objects.
 */
final class TokenChoice {
  /** The logits leave it open. */
  static final int UNSURE = -1;

  /** A logit is not a number, or all are minus infinity. */
  static final int BROKEN = -2;

  /** A token less likely by this factor, e^-30, than the likeliest is never drawn. */
  private static final double NEGLIGIBLE = -30;

  /** What sums of doubles may be off by. */
  private static final double ROUNDING = 1e-12;

  /** No uniform number of 53 bits leads to a Gumbel number above it. */
  private static final int HIGHEST = 38;

  /**
   * By a whole Gumbel number, what a uniform one must exceed to lead to a higher one; less 2^-48,
   * so that rounding can only cost a needless score, never skip a token.
   */
  private static final double[] HURDLES = new double[HIGHEST + 1];

  static {
    for (int gumbel = 0; gumbel <= HIGHEST; gumbel++) {
      HURDLES[gumbel] = Math.exp(-Math.exp(-gumbel)) - 0x1p-48;
    }
  }

  /** The tokens that may be drawn, by their number; whether that is in doubt. */
  private final int[] tokens;

  private final boolean[] doubtful;
  private final double[] weights;
  private final long[] order;
  private int n;

  TokenChoice(int vocabulary) {
    tokens = new int[vocabulary];
    doubtful = new boolean[vocabulary];
    weights = new double[vocabulary];
    order = new long[vocabulary];
  }

  /**
   * @param place which token of its text it is, from 0
   * @param off how far each logit may be from the true one; 0 when these are the true ones
   * @return the token, {@link #UNSURE} or {@link #BROKEN}
   */
  int choose(float[] logits, GenerationRequest by, int place, double off) {
    float max = Float.NEGATIVE_INFINITY;
    // Several sums, which a processor adds up side by side; what is not a number shows in them.
    float sum = 0;
    float other = 0;
    int at = 0;
    for (; at + 1 < logits.length; at += 2) {
      max = logits[at] > max ? logits[at] : max;
      max = logits[at + 1] > max ? logits[at + 1] : max;
      sum += logits[at];
      other += logits[at + 1];
    }
    if (at < logits.length) {
      max = logits[at] > max ? logits[at] : max;
      sum += logits[at];
    }
    sum += other;
    if (Float.isInfinite(max) || Float.isNaN(sum)) {
      return BROKEN;
    }
    if (by.temperature() == 0) {
      return likeliest(logits, max, off);
    }
    // The many unlikely tokens cost a comparison each.
    float least = (float) (max + NEGLIGIBLE * by.temperature());
    if (by.topK() > 0 && by.topK() < logits.length) {
      topK(logits, by.topK(), least, off);
    } else {
      take(logits, least);
    }
    if (by.topP() < 1) {
      topP(logits, max, 1 / by.temperature(), by.topP(), off);
    }
    return drawn(logits, max, Draws.key(by.seed(), place), by.temperature(), off);
  }

  private static int likeliest(float[] logits, float max, double off) {
    int best = -1;
    for (int token = 0; token < logits.length; token++) {
      // Of equal ones the first.
      if (best < 0 && logits[token] == max) {
        best = token;
      } else if (off > 0 && logits[token] >= max - 2 * off) {
        return UNSURE;
      }
    }
    return best;
  }

  /** Sorts up: the likelier first, of equal ones the one with the lower number. */
  private static long key(float logit, int number) {
    int bits = Float.floatToRawIntBits(logit);
    int rising = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
    return (long) (~rising ^ Integer.MIN_VALUE) << 32 | number;
  }

  /** Takes all tokens from a logit on. */
  private void take(float[] logits, float least) {
    n = 0;
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] >= least) {
        doubtful[n] = false;
        tokens[n++] = token;
      }
    }
  }

  /** Takes the k likeliest of those from a logit on, and those that may be among them. */
  private void topK(float[] logits, int k, float least, double off) {
    // The k + 1 likeliest so far, as a heap with the least likely on top.
    int size = 0;
    float top = least;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (size <= k) {
        if (logit >= least) {
          rise(size++, key(logit, token));
          top = logits[(int) order[0]];
        }
      } else if (logit > top) {
        sink(size, key(logit, token));
        top = logits[(int) order[0]];
      }
    }
    if (size <= k) {
      take(logits, least);
      return;
    }
    double beyond = top;
    // Below the top lies what comes before it: the k-th.
    long kth = size > 2 ? Math.max(order[1], order[2]) : order[1];
    double last = logits[(int) kth];
    n = 0;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (logit < least || logit < last - 2 * off) {
        continue;
      }
      boolean in = key(logit, token) <= kth;
      boolean doubt = off > 0 && logit <= beyond + 2 * off;
      if (in || doubt) {
        tokens[n] = token;
        doubtful[n++] = doubt;
      }
    }
  }

  private void rise(int at, long key) {
    while (at > 0 && order[(at - 1) / 2] < key) {
      order[at] = order[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    order[at] = key;
  }

  private void sink(int size, long key) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && order[child + 1] > order[child]) {
        child++;
      }
      if (order[child] <= key) {
        break;
      }
      order[at] = order[child];
      at = child;
    }
    order[at] = key;
  }

  /** Leaves the likeliest that reach a share, and those that may be among them. */
  private void topP(float[] logits, float max, double scale, double share, double off) {
    double total = 0;
    double doubted = 0;
    for (int i = 0; i < n; i++) {
      weights[i] = Math.exp((logits[tokens[i]] - max) * scale);
      total += weights[i];
      doubted += doubtful[i] ? weights[i] : 0;
    }
    // The share of a set of tokens moves by at most off / (2 temperature).
    double margin = off == 0 ? 0 : (off * scale / 2 + ROUNDING) * total + doubted;
    double goal = share * total;
    // Tokens that cannot reach 1 - share all together need no place in the order.
    double least = (total - goal - margin) / n;
    int m = 0;
    for (int i = 0; i < n; i++) {
      if (weights[i] >= least) {
        order[m++] = key(logits[tokens[i]], i);
      }
    }
    Arrays.sort(order, 0, m);
    // A token is in when those before it have not reached the goal: the first is.
    int last = 0;
    int firstDoubtful = m;
    int lastDoubtful = -1;
    double before = 0;
    for (int at = 0; at < m && before < goal + margin; at++) {
      if (before < goal) {
        last = at;
      }
      if (at > 0 && margin > 0 && before >= goal - margin) {
        firstDoubtful = Math.min(firstDoubtful, at);
        lastDoubtful = at;
      }
      before += weights[(int) order[at]];
    }
    long lastKey = order[last];
    double high = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    if (off > 0) {
      // Around the end tokens may come in another order, too.
      high = logit(logits, Math.min(firstDoubtful, last)) + 2 * off;
      int after = Math.max(lastDoubtful, last + 1);
      low = after < m ? logit(logits, after) - 2 * off : Double.NEGATIVE_INFINITY;
      boolean apart = logit(logits, last) - (after < m ? logit(logits, after) : -1e30) > 2 * off;
      if (lastDoubtful < 0 && apart) {
        low = Double.POSITIVE_INFINITY;
      }
    }
    int kept = 0;
    for (int i = 0; i < n; i++) {
      float logit = logits[tokens[i]];
      boolean in = key(logit, i) <= lastKey;
      boolean doubt = logit <= high && logit >= low;
      if (in || doubt) {
        tokens[kept] = tokens[i];
        doubtful[kept] = doubtful[i] || doubt;
        kept++;
      }
    }
    n = kept;
  }

  private float logit(float[] logits, int at) {
    return logits[tokens[(int) order[at]]];
  }

  private int drawn(float[] logits, float max, long key, double temperature, double off) {
    double scale = 1 / temperature;
    double near = 2 * off * scale;
    int likeliest = 0;
    while (logits[tokens[likeliest]] < max) {
      likeliest++;
    }
    // The likeliest one sets the hurdle for all others: few of them need their two logarithms.
    double best = score(logits[tokens[likeliest]] * scale, Draws.uniform(key, tokens[likeliest]));
    double second = Double.NEGATIVE_INFINITY;
    int drawn = likeliest;
    for (int i = 0; i < n; i++) {
      double logit = logits[tokens[i]] * scale;
      double uniform = Draws.uniform(key, tokens[i]);
      double gap = best - near - logit;
      if (i == likeliest || (gap > 0 && uniform <= HURDLES[(int) Math.min(gap, HIGHEST)])) {
        continue;
      }
      double score = score(logit, uniform);
      // Of equal ones the first.
      if (score > best || (score == best && i < drawn)) {
        second = best;
        best = score;
        drawn = i;
      } else if (score > second) {
        second = score;
      }
    }
    if (off > 0 && (doubtful[drawn] || best - second <= near)) {
      return UNSURE;
    }
    return tokens[drawn];
  }

  private static double score(double logit, double uniform) {
    return logit - Math.log(-Math.log(uniform));
  }
}
