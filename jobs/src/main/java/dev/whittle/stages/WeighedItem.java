// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;
import java.util.function.LongToIntFunction;

/**
 * An item of a benchmark, with how much each of its tokens tells.
 *
 * @param index its place among all items: smaller ones are blamed first
 * @param keyHigh half of its key
 * @param keyLow the other half
 * @param drawing a hash of the sources of its drawings, 0 without
 * @param answer its answer, or null
 * @param tokens hashes of its tokens
 * @param kinds what each token is, see {@link Wording}
 * @param raw weight, 0..1000, of each token among the words and numbers of the pool
 * @param masked weight, 0..1000, of each token when all numbers are alike
 */
record WeighedItem(
    int index,
    long keyHigh,
    long keyLow,
    long drawing,
    String answer,
    long[] tokens,
    byte[] kinds,
    short[] raw,
    short[] masked)
    implements Serializable {

  static final int FULL = 1000;

  /** Below this count of texts no shingle is thought common: a few texts tell nothing. */
  private static final long FEW = 1000;

  /**
   * Weighs the tokens of an item.
   *
   * @param weights the weight of a shingle
   */
  static WeighedItem of(int index, Wording item, String answer, LongToIntFunction weights) {
    int size = item.size();
    int[] raw = new int[size];
    int[] masked = new int[size];
    int[] covered = new int[size];
    for (int i = 0; i < item.shingles(); i++) {
      int rawWeight = weights.applyAsInt(item.shingle(i));
      int maskedWeight = weights.applyAsInt(item.masked(i));
      for (int j = i; j < i + Wording.SHINGLE; j++) {
        raw[j] += rawWeight;
        masked[j] += maskedWeight;
        covered[j]++;
      }
    }
    short[] rawMean = new short[size];
    short[] maskedMean = new short[size];
    for (int i = 0; i < size; i++) {
      // A text without a shingle is too short to be common or rare.
      rawMean[i] = (short) (covered[i] == 0 ? FULL : raw[i] / covered[i]);
      maskedMean[i] = (short) (covered[i] == 0 ? FULL : masked[i] / covered[i]);
    }
    return item.weighed(index, answer, rawMean, maskedMean);
  }

  /**
   * The weight of a shingle in thousandths: the square of its inverse document frequency as a share
   * of the largest there is. The square, because a wording that one problem in a hundred has should
   * tell nearly nothing, and the logarithm alone leaves it half of what a unique one has.
   *
   * @param frequency texts that hold it
   * @param texts all texts that were counted
   */
  static int weight(long frequency, long texts) {
    double all = StrictMath.log(Math.max(FEW, texts));
    double share = Math.max(0, 1 - StrictMath.log(Math.max(1, frequency)) / all);
    return (int) Math.round(FULL * share * share);
  }

  int size() {
    return tokens.length;
  }
}
