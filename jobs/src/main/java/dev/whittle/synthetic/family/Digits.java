// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * Reads the numbers of a problem out of one code, digit by digit in mixed radix: different codes
 * below {@link #space} give different numbers, so a family never repeats itself. The bounds a
 * family asks for may depend on the level, never on a digit read before.
 *
 * <p>What does not fit into the code any more is drawn from a hash of it: it varies, but it need
 * not tell two codes apart.
 */
final class Digits {
  /** Large enough that no pool exhausts it, small enough to add up. */
  private static final long MOST = 1L << 40;

  private final Draw beyond;
  private long code;
  private long space = 1;

  Digits(long code) {
    this.code = code;
    this.beyond = new Draw(code);
  }

  /** A number in 0..bound-1. */
  int below(int bound) {
    if (space > MOST / bound) {
      return beyond.below(bound);
    }
    int digit = (int) (code % bound);
    code /= bound;
    space *= bound;
    return digit;
  }

  /** A number in low..high, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** How many codes give different numbers, as far as was read; at most 2^40. */
  long space() {
    return space;
  }
}
