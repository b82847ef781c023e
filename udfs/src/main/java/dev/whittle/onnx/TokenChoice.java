// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.Arrays;

/**
 * Chooses tokens by their logits: temperature first, then top-k, then top-p of what is left, then
 * the token at which the summed probabilities, in the order of the tokens' numbers, pass a random
 * number.
 *
 * <p>Told how far the logits may be off, it says so when other logits within that could lead to
 * another token. One thread's; makes no objects.
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

  private final int[] tokens;
  private final double[] weights;
  private final long[] order;

  TokenChoice(int vocabulary) {
    tokens = new int[vocabulary];
    weights = new double[vocabulary];
    order = new long[vocabulary];
  }

  /**
   * @param u the random number, in [0, 1)
   * @param off how far each logit may be from the true one; 0 when these are the true ones
   * @return the token, {@link #UNSURE} or {@link #BROKEN}
   */
  int choose(float[] logits, GenerationRequest by, double u, double off) {
    float max = Float.NEGATIVE_INFINITY;
    float sum = 0;
    for (float logit : logits) {
      if (logit > max) {
        max = logit;
      }
      sum += logit;
    }
    if (Float.isInfinite(max) || Float.isNaN(sum)) {
      return BROKEN;
    }
    if (by.temperature() == 0) {
      return likeliest(logits, max, off);
    }
    double scale = 1 / by.temperature();
    int n = 0;
    // What a logit must at least be, so that the many unlikely ones cost a comparison each.
    float least = (float) (max + NEGLIGIBLE * by.temperature());
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] >= least) {
        tokens[n++] = token;
      }
    }
    // The share of a set of tokens moves by at most off / (2 temperature); twice that, to be safe.
    double margin = off * scale + ROUNDING;
    if (by.topK() > 0 && by.topK() < n) {
      n = topK(logits, n, by.topK(), off);
      if (n < 0) {
        return UNSURE;
      }
    }
    double total = 0;
    for (int i = 0; i < n; i++) {
      weights[i] = Math.exp((logits[tokens[i]] - max) * scale);
      total += weights[i];
    }
    if (by.topP() < 1) {
      n = topP(logits, n, total, by.topP(), off, margin);
      if (n < 0) {
        return UNSURE;
      }
      total = 0;
      for (int i = 0; i < n; i++) {
        total += weights[i];
      }
    }
    return drawn(n, u * total, off == 0 ? 0 : margin * total);
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
  private static long key(float logit, int token) {
    int bits = Float.floatToRawIntBits(logit);
    int rising = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
    return (long) (~rising ^ Integer.MIN_VALUE) << 32 | token;
  }

  /** Keeps the k likeliest of n tokens, k below n: k, or {@link #UNSURE}. */
  private int topK(float[] logits, int n, int k, double off) {
    // The k + 1 likeliest so far, as a heap with the least likely on top.
    int size = 0;
    for (int i = 0; i < n; i++) {
      int token = tokens[i];
      if (size <= k) {
        rise(size++, key(logits[token], token));
      } else if (logits[token] > logits[(int) order[0]]) {
        sink(size, key(logits[token], token));
      }
    }
    long beyond = order[0];
    // Below the top lies what comes before it: the k-th.
    long last = size > 2 ? Math.max(order[1], order[2]) : order[1];
    if (off > 0 && logits[(int) last] - logits[(int) beyond] <= 2 * off) {
      return UNSURE;
    }
    return keepUpTo(last, logits, n);
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

  /** Keeps the likeliest tokens that reach a share: how many are left, or {@link #UNSURE}. */
  private int topP(float[] logits, int n, double total, double share, double off, double margin) {
    // Tokens that cannot reach 1 - share all together need no place in the order.
    double least = (1 - share) * total / n;
    int m = 0;
    for (int i = 0; i < n; i++) {
      if (weights[i] >= least) {
        order[m++] = key(logits[tokens[i]], i);
      }
    }
    Arrays.sort(order, 0, m);
    double goal = share * total;
    double reached = 0;
    int kept = 0;
    while (kept < m) {
      double before = reached;
      reached += weights[(int) order[kept++]];
      if (off > 0 && kept > 1 && Math.abs(before - goal) <= margin * total) {
        return UNSURE;
      }
      if (reached >= goal) {
        break;
      }
    }
    if (off > 0 && kept < n) {
      if (reached - goal <= margin * total) {
        return UNSURE;
      }
      float last = logits[tokens[(int) order[kept - 1]]];
      if (kept < m && last - logits[tokens[(int) order[kept]]] <= 2 * off) {
        return UNSURE;
      }
    }
    int last = (int) order[kept - 1];
    return keepUpTo(key(logits[tokens[last]], tokens[last]), logits, n);
  }

  private int keepUpTo(long last, float[] logits, int n) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (key(logits[tokens[i]], tokens[i]) <= last) {
        tokens[kept] = tokens[i];
        weights[kept++] = weights[i];
      }
    }
    return kept;
  }

  private int drawn(int n, double goal, double margin) {
    double before = 0;
    for (int i = 0; i < n; i++) {
      double after = before + weights[i];
      boolean last = i == n - 1;
      if (after > goal || last) {
        boolean unsure =
            margin > 0 && ((i > 0 && goal - before <= margin) || (!last && after - goal <= margin));
        return unsure ? UNSURE : tokens[i];
      }
      before = after;
    }
    return BROKEN;
  }
}
