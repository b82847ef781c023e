// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.math.BigInteger;

/**
 * An exact rational number in lowest terms with a positive denominator. Small values stay in two
 * longs. Operations return null when the result would need more than {@value #MAX_BITS} bits.
 */
final class Rational implements Comparable<Rational> {

  static final int MAX_BITS = 4096;

  static final Rational ZERO = new Rational(0, 1, null, null);
  static final Rational ONE = new Rational(1, 1, null, null);

  /**
   * The value of what has none: a division by zero, 0^0. Compared by identity, never computed with.
   */
  static final Rational UNDEFINED = new Rational(0, 0, null, null);

  private final long n;
  private final long d;
  // Null when the value fits two longs; then n and d count.
  private final BigInteger bigN;
  private final BigInteger bigD;

  private Rational(long n, long d, BigInteger bigN, BigInteger bigD) {
    this.n = n;
    this.d = d;
    this.bigN = bigN;
    this.bigD = bigD;
  }

  static Rational of(long value) {
    return value == 0 ? ZERO : value == 1 ? ONE : new Rational(value, 1, null, null);
  }

  static Rational of(BigInteger value) {
    return of(value, BigInteger.ONE);
  }

  /** A fraction, or null when the denominator is zero or the numbers are too large. */
  static Rational of(BigInteger numerator, BigInteger denominator) {
    if (denominator == null || numerator == null || denominator.signum() == 0) {
      return null;
    }
    BigInteger a = numerator;
    BigInteger b = denominator;
    BigInteger gcd = a.gcd(b);
    if (!gcd.equals(BigInteger.ONE) && gcd.signum() != 0) {
      a = a.divide(gcd);
      b = b.divide(gcd);
    }
    if (b.signum() < 0) {
      a = a.negate();
      b = b.negate();
    }
    if (a.bitLength() < 63 && b.bitLength() < 63) {
      return new Rational(a.longValue(), b.longValue(), null, null);
    }
    return a.bitLength() > MAX_BITS || b.bitLength() > MAX_BITS ? null : new Rational(0, 0, a, b);
  }

  /** A fraction of two longs, or null when the denominator is zero. */
  static Rational of(long numerator, long denominator) {
    if (denominator == 0) {
      return null;
    }
    if (numerator == Long.MIN_VALUE || denominator == Long.MIN_VALUE) {
      return of(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }
    long gcd = gcd(Math.abs(numerator), Math.abs(denominator));
    long sign = denominator < 0 ? -1 : 1;
    return new Rational(sign * (numerator / gcd), sign * (denominator / gcd), null, null);
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long t = x % y;
      x = y;
      y = t;
    }
    return x == 0 ? 1 : x;
  }

  private boolean small() {
    return bigN == null;
  }

  BigInteger numerator() {
    return small() ? BigInteger.valueOf(n) : bigN;
  }

  BigInteger denominator() {
    return small() ? BigInteger.valueOf(d) : bigD;
  }

  int signum() {
    return small() ? Long.signum(n) : bigN.signum();
  }

  boolean isInteger() {
    return small() ? d == 1 : bigD.equals(BigInteger.ONE);
  }

  boolean isZero() {
    return small() && n == 0;
  }

  /** The value when it is an integer of at most 31 bits, else {@code otherwise}. */
  int intOr(int otherwise) {
    return small() && d == 1 && n == (int) n ? (int) n : otherwise;
  }

  Rational negate() {
    return small() ? new Rational(-n, d, null, null) : new Rational(0, 0, bigN.negate(), bigD);
  }

  Rational abs() {
    return signum() < 0 ? negate() : this;
  }

  Rational plus(Rational o) {
    if (small() && o.small()) {
      if (d == 1 && o.d == 1) {
        long sum = n + o.n;
        if (((n ^ sum) & (o.n ^ sum)) >= 0 && sum != Long.MIN_VALUE) {
          return of(sum);
        }
      } else if (fits(n) && fits(d) && fits(o.n) && fits(o.d)) {
        return of(n * o.d + o.n * d, d * o.d);
      }
    }
    return of(
        numerator().multiply(o.denominator()).add(o.numerator().multiply(denominator())),
        denominator().multiply(o.denominator()));
  }

  Rational minus(Rational o) {
    return plus(o.negate());
  }

  Rational times(Rational o) {
    if (small() && o.small() && d == 1 && o.d == 1) {
      long high = Math.multiplyHigh(n, o.n);
      long low = n * o.n;
      if ((high == 0 && low >= 0) || (high == -1 && low < 0 && low != Long.MIN_VALUE)) {
        return of(low);
      }
    }
    if (small() && o.small() && fits(n) && fits(d) && fits(o.n) && fits(o.d)) {
      return of(n * o.n, d * o.d);
    }
    return of(numerator().multiply(o.numerator()), denominator().multiply(o.denominator()));
  }

  /** The quotient, or null when the divisor is zero. */
  Rational over(Rational o) {
    if (o.isZero()) {
      return null;
    }
    if (small() && o.small() && fits(n) && fits(d) && fits(o.n) && fits(o.d)) {
      return of(n * o.d, d * o.n);
    }
    return of(numerator().multiply(o.denominator()), denominator().multiply(o.numerator()));
  }

  private static boolean fits(long value) {
    return value == (int) value;
  }

  /** An integer power, or null when undefined or too large. */
  Rational power(int exponent) {
    if (exponent == 0) {
      return isZero() ? null : ONE;
    }
    if (isZero()) {
      return exponent > 0 ? ZERO : null;
    }
    int e = Math.abs(exponent);
    if (e < 0) {
      return null;
    }
    BigInteger a = numerator();
    BigInteger b = denominator();
    long bits = (long) Math.max(a.abs().bitLength() - 1, b.bitLength() - 1) * e;
    if (bits > MAX_BITS) {
      return null;
    }
    BigInteger top = power(a, e);
    BigInteger bottom = power(b, e);
    return exponent > 0 ? of(top, bottom) : of(bottom, top);
  }

  private static BigInteger power(BigInteger base, int e) {
    if (base.equals(BigInteger.ONE)) {
      return base;
    }
    if (base.negate().equals(BigInteger.ONE)) {
      return e % 2 == 0 ? BigInteger.ONE : base;
    }
    return base.pow(e);
  }

  /** The exact k-th root when it is rational, else null. Negative values have odd roots only. */
  Rational root(int k) {
    if (k == 1) {
      return this;
    }
    if (k < 1 || k > 64 || (signum() < 0 && k % 2 == 0)) {
      return null;
    }
    BigInteger top = root(numerator().abs(), k);
    BigInteger bottom = top == null ? null : root(denominator(), k);
    if (bottom == null) {
      return null;
    }
    return of(signum() < 0 ? top.negate() : top, bottom);
  }

  private static BigInteger root(BigInteger value, int k) {
    if (value.signum() == 0 || value.equals(BigInteger.ONE)) {
      return value;
    }
    if (k == 2) {
      BigInteger[] r = value.sqrtAndRemainder();
      return r[1].signum() == 0 ? r[0] : null;
    }
    BigInteger low = BigInteger.ONE;
    BigInteger high = BigInteger.ONE.shiftLeft(value.bitLength() / k + 1);
    while (low.compareTo(high) < 0) {
      BigInteger mid = low.add(high).shiftRight(1);
      int order = mid.pow(k).compareTo(value);
      if (order == 0) {
        return mid;
      }
      if (order < 0) {
        low = mid.add(BigInteger.ONE);
      } else {
        high = mid;
      }
    }
    return low.pow(k).equals(value) ? low : null;
  }

  Rational floor() {
    if (isInteger()) {
      return this;
    }
    if (small()) {
      return of(Math.floorDiv(n, d));
    }
    BigInteger[] qr = bigN.divideAndRemainder(bigD);
    return of(qr[1].signum() < 0 ? qr[0].subtract(BigInteger.ONE) : qr[0]);
  }

  double toDouble() {
    if (small()) {
      return (double) n / d;
    }
    // Shift both into the range of doubles first: huge over huge is not NaN.
    int shift = Math.max(0, Math.max(bigN.bitLength(), bigD.bitLength()) - 1000);
    double a = bigN.shiftRight(shift).doubleValue();
    double b = bigD.shiftRight(shift).doubleValue();
    return b == 0 ? (a >= 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY) : a / b;
  }

  @Override
  public int compareTo(Rational o) {
    if (small() && o.small()) {
      if (d == o.d) {
        return Long.compare(n, o.n);
      }
      if (fits(n) && fits(d) && fits(o.n) && fits(o.d)) {
        return Long.compare(n * o.d, o.n * d);
      }
    }
    return numerator().multiply(o.denominator()).compareTo(o.numerator().multiply(denominator()));
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Rational o)) {
      return false;
    }
    if (small() && o.small()) {
      return n == o.n && d == o.d;
    }
    return numerator().equals(o.numerator()) && denominator().equals(o.denominator());
  }

  @Override
  public int hashCode() {
    return small()
        ? Long.hashCode(n) * 31 + Long.hashCode(d)
        : bigN.hashCode() * 31 + bigD.hashCode();
  }

  @Override
  public String toString() {
    return isInteger() ? numerator().toString() : numerator() + "/" + denominator();
  }
}
