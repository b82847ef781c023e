// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact fraction: the tests' own arithmetic, which shares nothing with the families. */
record Rational(BigInteger top, BigInteger bottom) implements Comparable<Rational> {
  static final Rational ZERO = of(0);

  Rational {
    if (bottom.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    BigInteger gcd =
        top.gcd(bottom).max(BigInteger.ONE).multiply(BigInteger.valueOf(bottom.signum()));
    top = top.divide(gcd);
    bottom = bottom.divide(gcd);
  }

  static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  static Rational of(long top, long bottom) {
    return of(top).over(of(bottom));
  }

  /**
   * An answer as the families spell it: integer, decimal, a/b, a LaTeX fraction; a percent sign is
   * dropped.
   */
  static Rational read(String text) {
    String s = text.replace("\\%", "");
    if (s.startsWith("-\\frac")) {
      return read(s.substring(1)).times(of(-1));
    }
    if (s.startsWith("\\frac{")) {
      String[] parts = s.substring(6, s.length() - 1).split("\\}\\{");
      return read(parts[0]).over(read(parts[1]));
    }
    if (s.contains("/")) {
      String[] parts = s.split("/");
      return read(parts[0]).over(read(parts[1]));
    }
    BigDecimal decimal = new BigDecimal(s);
    return decimal.scale() > 0
        ? new Rational(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
        : new Rational(decimal.toBigIntegerExact(), BigInteger.ONE);
  }

  Rational plus(Rational other) {
    return new Rational(
        top.multiply(other.bottom).add(other.top.multiply(bottom)), bottom.multiply(other.bottom));
  }

  Rational minus(Rational other) {
    return plus(other.times(of(-1)));
  }

  Rational times(Rational other) {
    return new Rational(top.multiply(other.top), bottom.multiply(other.bottom));
  }

  Rational over(Rational other) {
    return times(new Rational(other.bottom, other.top));
  }

  double toDouble() {
    return new BigDecimal(top)
        .divide(new BigDecimal(bottom), java.math.MathContext.DECIMAL64)
        .doubleValue();
  }

  @Override
  public int compareTo(Rational other) {
    return minus(other).top.signum();
  }
}
