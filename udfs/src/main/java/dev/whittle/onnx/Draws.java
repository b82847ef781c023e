// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

/** Random numbers by their place: token t of a seed has the same one, whatever was drawn before. */
final class Draws {
  private Draws() {}

  /** Uniform in [0, 1), from the seed and the token's place alone. */
  static double at(int seed, int place) {
    // Two rounds of SplitMix64's finisher: one hashes the seed, the other the place under it.
    long key = mix((seed + 1L) * 0x9e3779b97f4a7c15L);
    return (mix(key + (place + 1L) * 0x9e3779b97f4a7c15L) >>> 11) * 0x1p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
