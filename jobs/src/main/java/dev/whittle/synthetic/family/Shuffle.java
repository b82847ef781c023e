// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * A keyed bijection of 0..size-1: four Feistel rounds over the next even number of bits, walked
 * until back in range.
 */
final class Shuffle {
  private final long size;
  private final int half;
  private final long mask;
  private final long key;

  Shuffle(long size, long key) {
    this.size = size;
    this.half = Math.max(1, (65 - Long.numberOfLeadingZeros(Math.max(1, size - 1))) / 2);
    this.mask = (1L << half) - 1;
    this.key = key;
  }

  long apply(long ordinal) {
    long value = ordinal;
    do {
      long left = value >>> half;
      long right = value & mask;
      for (int round = 0; round < 4; round++) {
        long next = left ^ (Draw.key(key, round, right) & mask);
        left = right;
        right = next;
      }
      value = left << half | right;
    } while (value >= size);
    return value;
  }
}
