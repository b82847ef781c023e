// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * Reads the numbers of a problem out of one code, digit by digit in mixed radix: different codes
 * below {@link #space} give different numbers, so a family never repeats itself. The bounds a
 * family asks for may depend on the level, never on a digit read before.
 */
final class Digits {
  /** Large enough that no pool exhausts it, small enough to multiply. */
  private static final long MOST = 1L << 40;

  private long code;
  private long space = 1;

  Digits(long code) {
    this.code = code;
  }

  /** A number in 0..bound-1. */
  int below(int bound) {
    int digit = (int) (code % bound);
    code /= bound;
    space = Math.min(MOST, space * bound);
    return digit;
  }

  /** A number in low..high, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /**
   * How many codes give different numbers, as far as the digits read so far tell; capped at 2^40.
   */
  long space() {
    return space;
  }
}
