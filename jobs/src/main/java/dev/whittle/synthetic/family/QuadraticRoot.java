// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Quadratic equations: a root, or a symmetric function of both. */
final class QuadraticRoot implements Family {
  private static final String[] ROOT = {
    "Find the {} solution of {}.",
    "What is the {} root of {}?",
    "Which number is the {} of the two solutions of {}?"
  };
  private static final String[] POWERS = {
    "Let $r$ and $s$ be the solutions of {}. Find {}.",
    "The solutions of {} are $r$ and $s$. What is {}?",
    "If $r$ and $s$ are the two roots of {}, compute {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level >= 5) {
      int b = digits.between(-40, 40);
      int c = digits.between(-40, 40);
      long sum = -b;
      long value = level == 5 ? sum * sum - 2L * c : sum * sum * sum - 3L * c * sum;
      String power = level == 5 ? "r^2 + s^2" : "r^3 + s^3";
      String rule = level == 5 ? "(r + s)^2 - 2rs" : "(r + s)^3 - 3rs(r + s)";
      return Draft.english(
          style.say(POWERS, style.math(polynomial(1, b, c)), "$" + power + "$"),
          Long.toString(value),
          "r + s = " + sum + " and rs = " + c,
          power
              + " = "
              + rule
              + " = "
              + (level == 5
                  ? sum * sum + Numbers.plus(-2L * c)
                  : sum * sum * sum + Numbers.plus(-3L * c * sum))
              + " = "
              + value);
    }
    int gap = digits.between(1, Numbers.at(level, 12, 20, 20, 20, 0, 0));
    int small = digits.between(level == 1 ? 1 : -20, Numbers.at(level, 20, -1, 15, 15, 0, 0));
    int large = small + gap;
    boolean larger = digits.below(2) == 0;
    String word = larger ? "larger" : "smaller";
    if (level <= 3) {
      int a = level == 3 ? digits.between(2, 6) : 1;
      String answer = Integer.toString(larger ? large : small);
      return Draft.english(
          style.say(
              ROOT,
              word,
              style.math(polynomial(a, -a * (small + large), (long) a * small * large))),
          answer,
          "The sum of the solutions is "
              + (small + large)
              + " and their product is "
              + small * large,
          "They are " + small + " and " + large);
    }
    // (a x - p)(x - q): the fraction p/a lies beside the integers, never on one, since p = a m + 1.
    int a = digits.between(2, 6);
    long p = (long) a * small + 1;
    long q = large;
    String fraction = style.fraction(p, a);
    return Draft.english(
        style.say(ROOT, word, style.math(polynomial(a, -(a * q + p), p * q))),
        larger ? Long.toString(q) : fraction,
        "The left side is (" + a + "x" + Numbers.plus(-p) + ")(x" + Numbers.plus(-q) + ")",
        "The solutions are " + fraction + " and " + q);
  }

  private static String polynomial(long a, long b, long c) {
    return Numbers.term(a, "x^2") + Numbers.plus(b, "x") + Numbers.plus(c) + " = 0";
  }

  @Override
  public String name() {
    return "quadratic-root";
  }

  @Override
  public String domain() {
    return "algebra";
  }
}
