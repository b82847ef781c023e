// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * A stream of numbers that depends on nothing but its key (SplitMix64, Steele et al. 2014): the
 * same on every machine and in every release of Java, which java.util.Random's relatives promise
 * only in part.
 */
public final class Draw {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private long state;

  /** A stream keyed by all of {@code key}, order included. */
  public Draw(long... key) {
    this.state = key(key);
  }

  /** One number out of several, order included. */
  public static long key(long... parts) {
    long key = 0x2545F4914F6CDD1DL;
    for (long part : parts) {
      key = mix(key * 31 + GAMMA + part);
    }
    return key;
  }

  /** The next 64 bits. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** A number in 0..bound-1. */
  public int below(int bound) {
    return (int) Math.floorMod(next(), (long) bound);
  }

  /** A number in 0..bound-1, for bounds beyond an int. */
  public long belowLong(long bound) {
    return Math.floorMod(next(), bound);
  }

  /** A number in low..high, both included. */
  public int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** A number in [0, 1). */
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** True in about {@code share} of all draws. */
  public boolean chance(double share) {
    return unit() < share;
  }

  /** One of the choices. */
  public String of(String... choices) {
    return choices[below(choices.length)];
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
