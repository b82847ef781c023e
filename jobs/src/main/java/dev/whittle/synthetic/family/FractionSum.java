// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Sums and differences of fractions, solved over a common denominator. */
final class FractionSum implements Family {
  private static final String[] SAY = {
    "Compute {} and give the result in lowest terms.",
    "Write {} as a single reduced fraction.",
    "What is {} in lowest terms?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {

    int terms = level < 5 ? 2 : 3;
    long top = 0;
    long bottom = 1;
    int first =
        digits.between(
            Numbers.at(level, 3, 2, 2, 13, 2, 13), Numbers.at(level, 20, 9, 12, 25, 12, 25));
    StringBuilder expression = new StringBuilder();
    StringBuilder numerators = new StringBuilder();
    StringBuilder scalings = new StringBuilder();
    long[] tops = new long[terms];
    long[] bottoms = new long[terms];
    for (int i = 0; i < terms; i++) {
      tops[i] = digits.between(1, Numbers.at(level, 12, 12, 20, 30, 30, 30));
      bottoms[i] = i == 0 || level == 1 ? first : other(level, first, digits);
      boolean minus = i > 0 && (level == 3 || level >= 4 && digits.below(2) == 1);
      expression
          .append(i == 0 ? "" : minus ? " - " : " + ")
          .append("\\frac{")
          .append(tops[i])
          .append("}{")
          .append(bottoms[i])
          .append('}');
      tops[i] = minus ? -tops[i] : tops[i];
      bottom = bottom / Numbers.gcd(bottom, bottoms[i]) * bottoms[i];
    }
    for (int i = 0; i < terms; i++) {
      long scaled = tops[i] * (bottom / bottoms[i]);
      numerators.append(i == 0 ? "" : scaled < 0 ? " - " : " + ").append(Math.abs(scaled));
      scalings.append(i == 0 ? "" : ", ").append(Math.abs(tops[i])).append(" * ");
      scalings.append(bottom / bottoms[i]).append(" = ").append(Math.abs(scaled));
      top += scaled;
    }
    String formula = style.math(expression.toString());
    String answer = style.fraction(top, bottom);
    return Draft.english(
        style.say(SAY, formula),
        answer,
        "The common denominator is " + bottom,
        level == 1 ? null : scalings.toString(),
        numerators + " = " + top,
        Numbers.reduction(top, bottom));
  }

  /** Another denominator; the choices keep the levels apart. */
  private static int other(int level, int first, Digits digits) {
    return level == 2
        ? 2 + (first - 1 + digits.below(7)) % 8
        : digits.between(2, Numbers.at(level, 0, 0, 12, 12, 12, 25));
  }

  @Override
  public String name() {
    return "fraction-sum";
  }

  @Override
  public String domain() {
    return "arithmetic";
  }
}
