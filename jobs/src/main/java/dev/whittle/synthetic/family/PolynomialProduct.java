// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Products of polynomials, solved coefficient by coefficient; the answer is a polynomial. */
final class PolynomialProduct implements Family {
  private static final String[] SAY = {
    "Expand {}.",
    "Multiply out {}.",
    "Write {} as a polynomial without brackets.",
    "What polynomial is {} when it is expanded?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    String x = style.letter();
    if (level == 1) {
      int a = digits.between(2, 12);
      int b = nonZero(30, digits);
      return Draft.english(
          style.say(SAY, style.math(a + "(" + polynomial(x, 1, b) + ")")),
          polynomial(x, a, (long) a * b),
          product(a, b));
    }
    int limit = Numbers.at(level, 0, 12, 9, 12, 9, 12);
    int a = level == 2 || level == 5 ? 1 : digits.between(2, Numbers.at(level, 0, 0, 6, 9, 0, 9));
    int b = nonZero(limit, digits);
    if (level <= 4) {
      int c = level == 4 ? digits.between(2, 9) : 1;
      int d = nonZero(limit, digits);
      int middle = a * d + b * c;
      String cross =
          level == 4 ? product(a, d) + ", " + product(b, c) : level == 3 ? product(a, d) : null;
      return Draft.english(
          style.say(SAY, style.math(brackets(x, a, b) + brackets(x, c, d))),
          polynomial(x, (long) a * c, middle, (long) b * d),
          level == 4 ? product(a, c) : null,
          cross,
          a * d + Numbers.plus(b * c) + " = " + middle,
          product(b, d));
    }
    if (level == 5) {
      int c = nonZero(limit, digits);
      int d = nonZero(limit, digits);
      int sum = b + c;
      int last = b * c;
      return Draft.english(
          style.say(SAY, style.math(brackets(x, 1, b) + brackets(x, 1, c) + brackets(x, 1, d))),
          polynomial(x, 1, sum + d, (long) sum * d + last, (long) last * d),
          "The first two give " + polynomial(x, 1, sum, last),
          sum + Numbers.plus(d) + " = " + (sum + d),
          last + " + " + Numbers.signed(sum) + " * " + Numbers.signed(d) + " = " + (last + sum * d),
          product(last, d));
    }
    int c = digits.between(2, 9);
    int d = nonZero(limit, digits);
    int e = nonZero(limit, digits);
    int square = a * d + b * c;
    int line = a * e + b * d;
    return Draft.english(
        style.say(SAY, style.math(brackets(x, a, b) + "(" + polynomial(x, c, d, e) + ")")),
        polynomial(x, (long) a * c, square, line, (long) b * e),
        product(a, c),
        a * d + Numbers.plus(b * c) + " = " + square,
        a * e + Numbers.plus(b * d) + " = " + line,
        product(b, e));
  }

  private static int nonZero(int limit, Digits digits) {
    int size = digits.between(1, limit);
    return digits.below(2) == 0 ? size : -size;
  }

  private static String product(long a, long b) {
    return a + " * " + Numbers.signed(b) + " = " + a * b;
  }

  private static String brackets(String x, int a, int b) {
    return "(" + polynomial(x, a, b) + ")";
  }

  /** From the highest power down; the first coefficient is positive. */
  private static String polynomial(String x, long... coefficients) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < coefficients.length; i++) {
      int power = coefficients.length - 1 - i;
      String letters = power == 1 ? x : x + "^" + power;
      if (i == 0) {
        text.append(Numbers.term(coefficients[i], letters));
      } else {
        text.append(
            power == 0 ? Numbers.plus(coefficients[i]) : Numbers.plus(coefficients[i], letters));
      }
    }
    return text.toString();
  }

  @Override
  public String name() {
    return "polynomial-product";
  }

  @Override
  public String domain() {
    return "algebra";
  }
}
