// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Equations with absolute values, solved by cases; the answer is the set of both solutions. */
final class AbsoluteEquation implements Family {
  private static final String[] SAY = {
    "Find the set of all solutions of {}.",
    "Solve {} and give the set of solutions.",
    "What is the solution set of {}?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    String x = style.letter();
    if (level == 6) {
      return twoSided(digits, style, x);
    }
    int a =
        level <= 2 ? 1 : digits.between(level == 5 ? 7 : 2, Numbers.at(level, 0, 0, 6, 9, 15, 0));
    int limit = Numbers.at(level, 30, 30, 15, 15, 40, 0);
    int b = level <= 2 ? digits.between(1, limit) : digits.between(-limit, limit);
    int c = digits.between(1, limit);
    if (level == 5) {
      return Draft.english(
          style.say(SAY, style.math(bars(a, x, b) + " = " + c)),
          set(style, -b - c, -b + c, a),
          Numbers.term(a, x) + " = " + c + Numbers.plus(-b) + " = " + (c - b),
          Numbers.term(a, x) + " = -" + c + Numbers.plus(-b) + " = " + (-c - b));
    }
    int middle = level == 2 ? -b : b;
    String answer = set(style, middle - c, middle + c, 1);
    String high = x + " = " + middle + " + " + c + " = " + (middle + c);
    String low = x + " = " + middle + " - " + c + " = " + (middle - c);
    if (level <= 2) {
      return Draft.english(
          style.say(SAY, style.math(bars(1, x, -middle) + " = " + c)), answer, low, high);
    }
    String inner = bars(1, x, -middle) + " = ";
    if (level == 3) {
      return Draft.english(
          style.say(SAY, style.math(bars(a, x, -a * middle) + " = " + a * c)),
          answer,
          inner + a * c + " / " + a + " = " + c,
          low,
          high);
    }
    int shift = digits.between(1, 20) * (digits.below(2) == 0 ? 1 : -1);
    int right = a * c + shift;
    return Draft.english(
        style.say(SAY, style.math(a + bars(1, x, -middle) + Numbers.plus(shift) + " = " + right)),
        answer,
        a + bars(1, x, -middle) + " = " + right + Numbers.plus(-shift) + " = " + a * c,
        inner + c,
        low,
        high);
  }

  /** {@code |ax + b| = |cx + d|}, made from its solutions. */
  private static Draft twoSided(Digits digits, Style style, String x) {
    int c = digits.between(1, 6);
    int half = digits.between(1, 4);
    int p = digits.between(-12, 12);
    int gap = digits.between(1, 12);
    int q = digits.below(2) == 0 ? p + gap : p - gap;
    int a = c + 2 * half;
    // Equal at p, opposite at q.
    int d = half * p - (c + half) * q;
    int b = d - 2 * half * p;
    return Draft.english(
        style.say(SAY, style.math(bars(a, x, b) + " = " + bars(c, x, d))),
        set(style, Math.min(p, q), Math.max(p, q), 1),
        "Equal: " + Numbers.term(a - c, x) + " = " + (d - b) + ", " + x + " = " + p,
        "Opposite: " + Numbers.term(a + c, x) + " = " + (-d - b) + ", " + x + " = " + q);
  }

  private static String bars(int a, String x, int b) {
    return "|" + Numbers.term(a, x) + Numbers.plus(b) + "|";
  }

  private static String set(Style style, int low, int high, int bottom) {
    return "\\{" + style.fraction(low, bottom) + ", " + style.fraction(high, bottom) + "\\}";
  }

  @Override
  public String name() {
    return "absolute-equation";
  }

  @Override
  public String domain() {
    return "algebra";
  }
}
