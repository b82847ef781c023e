// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import java.util.List;

/** Dense vectors of length 1, all of one number of dimensions, such as a model's embeddings. */
public final class DenseVectors {
  /** Rows that are compared with all others while they are in the cache. */
  private static final int BLOCK = Neighbours.Builder.OPEN;

  private final float[][] vectors;

  private DenseVectors(float[][] vectors) {
    this.vectors = vectors;
  }

  /**
   * Vectors that are of length 1 already.
   *
   * @throws IllegalArgumentException when their dimensions differ
   */
  public static DenseVectors of(List<float[]> rows) {
    float[][] vectors = rows.toArray(new float[0][]);
    for (float[] vector : vectors) {
      if (vector.length != vectors[0].length) {
        throw new IllegalArgumentException(
            "Cannot compare vectors of "
                + vector.length
                + " and "
                + vectors[0].length
                + " numbers.");
      }
    }
    return new DenseVectors(vectors);
  }

  public int size() {
    return vectors.length;
  }

  /** The cosine of two rows, in [0, 1]: opposite is as far as unrelated. */
  public float cosine(int one, int other) {
    float[] a = vectors[one];
    float[] b = vectors[other];
    // Four sums, which a processor adds up side by side.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return Math.max(0, Math.min(1, s0 + s1 + s2 + s3));
  }

  /** Compares every pair: exact, and quadratic in the rows. */
  public Neighbours neighbours(int nearest) {
    Neighbours.Builder builder = new Neighbours.Builder(size(), nearest);
    for (int from = 0; from < size(); from += BLOCK) {
      int to = Math.min(size(), from + BLOCK);
      for (int other = 0; other < size(); other++) {
        for (int row = from; row < to; row++) {
          if (row != other) {
            builder.offer(row, other, cosine(row, other));
          }
        }
      }
      builder.close(from, to);
    }
    return builder.build();
  }
}
