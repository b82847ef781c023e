// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.math.BigDecimal;

/** Small integer arithmetic and its spelling. */
final class Numbers {
  private Numbers() {}

  /** The value for a level of 1..6. */
  static int at(int level, int... values) {
    return values[level - 1];
  }

  static long gcd(long a, long b) {
    long x = Math.abs(a);
    long y = Math.abs(b);
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }

  static long choose(int n, int k) {
    if (k < 0 || k > n) {
      return 0;
    }
    long ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }

  static String latexFraction(long numerator, long denominator) {
    long gcd = gcd(numerator, denominator) * Long.signum(denominator);
    long top = numerator / gcd;
    long bottom = denominator / gcd;
    if (bottom == 1) {
      return Long.toString(top);
    }
    return (top < 0 ? "-" : "") + "\\frac{" + Math.abs(top) + "}{" + bottom + "}";
  }

  static String plainFraction(long numerator, long denominator) {
    long gcd = gcd(numerator, denominator) * Long.signum(denominator);
    return denominator / gcd == 1
        ? Long.toString(numerator / gcd)
        : numerator / gcd + "/" + denominator / gcd;
  }

  /** {@code value / 10^places} without trailing zeros. */
  static String decimal(long value, int places) {
    BigDecimal decimal = BigDecimal.valueOf(value, places).stripTrailingZeros();
    return decimal.toPlainString();
  }

  /** A square root in lowest terms: {@code 5}, {@code \sqrt{2}}, {@code 3\sqrt{2}}. */
  static String root(long square) {
    long outside = 1;
    long inside = square;
    for (long factor = 2; factor * factor <= inside; factor++) {
      while (inside % (factor * factor) == 0) {
        inside /= factor * factor;
        outside *= factor;
      }
    }
    if (inside == 1) {
      return Long.toString(outside);
    }
    return (outside == 1 ? "" : Long.toString(outside)) + "\\sqrt{" + inside + "}";
  }

  /** {@code x}, {@code -x}, {@code 3x}. */
  static String term(long coefficient, String letter) {
    if (coefficient == 1) {
      return letter;
    }
    return coefficient == -1 ? "-" + letter : coefficient + letter;
  }

  /** {@code + 5}, {@code - 5}, nothing for 0. */
  static String plus(long value) {
    if (value == 0) {
      return "";
    }
    return value > 0 ? " + " + value : " - " + -value;
  }

  /** {@code + 3x}, {@code - x}, nothing for 0. */
  static String plus(long coefficient, String letter) {
    if (coefficient == 0) {
      return "";
    }
    return coefficient > 0 ? " + " + term(coefficient, letter) : " - " + term(-coefficient, letter);
  }

  /** A number that may stand after an operator. */
  static String signed(long value) {
    return value < 0 ? "(" + value + ")" : Long.toString(value);
  }
}
