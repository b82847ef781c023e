// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

/** How alike two sets of shingles are; sets are sorted arrays without repetitions. */
public final class Similarity {
  private Similarity() {}

  /** Shared elements by all elements, in [0,1]; 0 for two empty sets. */
  public static double jaccard(long[] one, long[] other) {
    int shared = shared(one, other);
    int all = one.length + other.length - shared;
    return all == 0 ? 0 : (double) shared / all;
  }

  /** Shared elements by the elements of the smaller set, in [0,1]; 0 if one is empty. */
  public static double containment(long[] one, long[] other) {
    int smaller = Math.min(one.length, other.length);
    return smaller == 0 ? 0 : (double) shared(one, other) / smaller;
  }

  /** How many elements both hold. */
  public static int shared(long[] one, long[] other) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < one.length && j < other.length) {
      if (one[i] < other[j]) {
        i++;
      } else if (one[i] > other[j]) {
        j++;
      } else {
        shared++;
        i++;
        j++;
      }
    }
    return shared;
  }
}
