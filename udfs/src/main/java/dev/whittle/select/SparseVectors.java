// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.Arrays;
import java.util.List;

/**
 * Sparse unit vectors: one a row, with terms numbered from 0 in the order of their hashes.
 *
 * <p>The weight of a term is {@code (1 + ln tf) * ln(1 + n / df)} before the vector is brought to
 * length 1, so the inner product of two is their cosine, in [0, 1] (Salton and Buckley, 1988). A
 * row without terms is the zero vector, which is near to nothing.
 */
public final class SparseVectors {
  private final int[] starts;
  private final int[] terms;
  private final float[] weights;
  private final int[] frequencies;

  private SparseVectors(int[] starts, int[] terms, float[] weights, int[] frequencies) {
    this.starts = starts;
    this.terms = terms;
    this.weights = weights;
    this.frequencies = frequencies;
  }

  /**
   * The vectors of rows of sorted term hashes, as {@link Terms} gives them; document frequencies
   * are those of these rows.
   */
  public static SparseVectors of(List<int[]> rows) {
    int[] vocabulary = vocabulary(rows);
    int[] frequencies = new int[vocabulary.length];
    int[] starts = new int[rows.size() + 1];
    for (int row = 0; row < rows.size(); row++) {
      int[] hashes = rows.get(row);
      int distinct = 0;
      for (int i = 0; i < hashes.length; i++) {
        if (i == 0 || hashes[i] != hashes[i - 1]) {
          frequencies[Arrays.binarySearch(vocabulary, hashes[i])]++;
          distinct++;
        }
      }
      starts[row + 1] = Math.addExact(starts[row], distinct);
    }
    int[] terms = new int[starts[rows.size()]];
    float[] weights = new float[terms.length];
    for (int row = 0; row < rows.size(); row++) {
      fill(rows.get(row), starts[row], rows.size(), vocabulary, frequencies, terms, weights);
    }
    return new SparseVectors(starts, terms, weights, frequencies);
  }

  private static int[] vocabulary(List<int[]> rows) {
    int[] all = new int[1024];
    int count = 0;
    for (int[] hashes : rows) {
      for (int i = 0; i < hashes.length; i++) {
        if (i == 0 || hashes[i] != hashes[i - 1]) {
          if (count == all.length) {
            int distinct = distinct(all, count);
            // Half free after a clean-up, or twice the room: either way few clean-ups.
            all =
                distinct > all.length / 2 ? Arrays.copyOf(all, Math.multiplyExact(count, 2)) : all;
            count = distinct;
          }
          all[count++] = hashes[i];
        }
      }
    }
    return Arrays.copyOf(all, distinct(all, count));
  }

  /** Sorts the first numbers and drops repeated ones; how many are left. */
  private static int distinct(int[] all, int count) {
    Arrays.sort(all, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return distinct;
  }

  private static void fill(
      int[] hashes,
      int start,
      int rows,
      int[] vocabulary,
      int[] frequencies,
      int[] terms,
      float[] weights) {
    int at = start;
    double square = 0;
    for (int i = 0; i < hashes.length; ) {
      int end = i + 1;
      while (end < hashes.length && hashes[end] == hashes[i]) {
        end++;
      }
      int term = Arrays.binarySearch(vocabulary, hashes[i]);
      double weight = (1 + Math.log(end - i)) * Math.log1p((double) rows / frequencies[term]);
      terms[at] = term;
      weights[at++] = (float) weight;
      square += weight * weight;
      i = end;
    }
    double length = Math.sqrt(square);
    for (int i = start; i < at; i++) {
      weights[i] = (float) (weights[i] / length);
    }
  }

  /** How many rows there are. */
  public int size() {
    return starts.length - 1;
  }

  /** The cosine of two rows, in [0, 1]. */
  public float cosine(int one, int other) {
    int i = starts[one];
    int j = starts[other];
    float sum = 0;
    while (i < starts[one + 1] && j < starts[other + 1]) {
      int order = Integer.compare(terms[i], terms[j]);
      if (order == 0) {
        sum += weights[i] * weights[j];
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return Math.min(1, sum);
  }

  int vocabularySize() {
    return frequencies.length;
  }

  /** In how many rows a term stands. */
  int frequency(int term) {
    return frequencies[term];
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return starts[row + 1];
  }

  int term(int at) {
    return terms[at];
  }

  float weight(int at) {
    return weights[at];
  }
}
