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

  /**
   * {@code 4 * 17 = 68}; a long product by the digits of the factor with fewer: {@code 58 * 17 =
   * 580 + 406 = 986}.
   */
  static String product(long a, long b) {
    StringBuilder text = new StringBuilder(40);
    text.append(signed(a)).append(" * ").append(signed(b)).append(" = ");
    boolean second = nonZeroDigits(b) <= nonZeroDigits(a);
    long whole = second ? a : b;
    long parts = Math.abs(second ? b : a);
    if (nonZeroDigits(parts) > 1 && Math.min(Math.abs(a), Math.abs(b)) > 12) {
      long sign = (second ? b : a) < 0 ? -1 : 1;
      long unit = 1;
      while (unit <= parts / 10) {
        unit *= 10;
      }
      boolean first = true;
      for (; unit > 0; unit /= 10) {
        long part = whole * sign * (parts / unit % 10) * unit;
        if (part != 0) {
          text.append(first ? Long.toString(part) : plus(part));
          first = false;
        }
      }
      text.append(" = ");
    }
    return text.append(a * b).toString();
  }

  private static int nonZeroDigits(long value) {
    int count = 0;
    for (long rest = Math.abs(value); rest > 0; rest /= 10) {
      count += rest % 10 == 0 ? 0 : 1;
    }
    return count;
  }

  /** {@code C(9, 2) = 9 * 8 / 2 = 36}, longer ones step by step. */
  static String choice(int n, int k) {
    String name = "C(" + n + ", " + k + ")";
    int fewer = Math.min(k, n - k);
    if (fewer <= 1) {
      return name + " = " + choose(n, fewer);
    }
    StringBuilder text = new StringBuilder(80).append(name).append(fewer == 2 ? " = " : ": ");
    long ways = n;
    for (int i = 2; i <= fewer; i++) {
      text.append(i == 2 ? "" : ", ").append(ways).append(" * ").append(n - i + 1);
      ways = ways * (n - i + 1) / i;
      text.append(" / ").append(i).append(" = ").append(ways);
    }
    return text.toString();
  }

  /** {@code C(9, 3): 9, 36, 84}: the numbers of choices of 1, 2, 3 out of 9. */
  static String choices(int n, int k) {
    StringBuilder text = new StringBuilder(60).append("C(").append(n).append(", ").append(k);
    text.append("): ").append(k == 0 ? 1 : n);
    for (int i = 2; i <= Math.min(k, n - k); i++) {
      text.append(", ").append(choose(n, i));
    }
    return text.append(k > n - k && k < n ? ", " + choose(n, k) : "").toString();
  }

  /** {@code Divide both by 3}, or null where a fraction is in lowest terms. */
  static String reduction(long numerator, long denominator) {
    long gcd = gcd(numerator, denominator);
    return gcd == 1 || numerator == 0 ? null : "Divide both by " + gcd;
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
