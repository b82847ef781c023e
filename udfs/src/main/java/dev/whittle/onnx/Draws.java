// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** Random numbers by their place: nothing that was drawn before changes them. */
final class Draws {
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private Draws() {}

  /** All the randomness of a text's token at a place. */
  static long key(int seed, int place) {
    // SplitMix64's finisher over the seed, and over the place under it.
    return mix(mix((seed + 1L) * STEP) + (place + 1L) * STEP);
  }

  /** Uniform in (0, 1). */
  static double uniform(long key, int number) {
    return ((mix(key + (number + 1L) * STEP) >>> 11) + 0.5) * 0x1p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
