// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Systems of two or three linear equations whose solution is a tuple of integers. */
final class LinearSystem implements Family {
  private static final String[] TWO = {
    "Solve the system {} and {}. Give the pair {}.",
    "Find the pair of numbers for which {} and {}. Answer with {}.",
    "Given {} and {}, find {}."
  };
  private static final String[] THREE = {
    "Solve the system {}, {} and {}. Give the triple {}.",
    "Given {}, {} and {}, find {}.",
    "Find three numbers for which {}, {} and {}. Answer with {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int reach = Numbers.at(level, 30, 12, 20, 20, 12, 20);
    int low = level <= 2 ? 1 : -reach;
    long x = digits.between(low, reach);
    long y = digits.between(low, reach);
    if (level == 1) {
      long sum = 2 * x + y;
      // The difference is positive and the numbers are x + y and x.
      return Draft.english(
          style.say(
              TWO, style.math("x + y = " + sum), style.math("x - y = " + y), style.math("(x, y)")),
          "(" + (x + y) + ", " + x + ")",
          "Adding gives 2x = " + (sum + y),
          "x = " + (x + y),
          "y = " + sum + " - " + (x + y) + " = " + x);
    }
    if (level <= 4) {
      int limit = Numbers.at(level, 0, 5, 9, 20, 0, 0);
      int a = digits.between(Numbers.at(level, 0, 2, 6, 10, 0, 0), limit);
      int b = digits.between(2, limit);
      int c = digits.between(2, limit);
      int d = digits.between(2, limit);
      // The signs differ in the second equation, so the determinant -ad - bc is never 0.
      String first = Numbers.term(a, "x") + Numbers.plus(b, "y") + " = " + (a * x + b * y);
      String second = Numbers.term(c, "x") + Numbers.plus(-d, "y") + " = " + (c * x - d * y);
      return Draft.english(
          style.say(TWO, style.math(first), style.math(second), style.math("(x, y)")),
          "(" + x + ", " + y + ")",
          "Multiply by "
              + d
              + " and "
              + b
              + " and add: "
              + a * d
              + "x + "
              + b * c
              + "x = "
              + d * (a * x + b * y)
              + Numbers.plus(b * (c * x - d * y)),
          (a * d + b * c) + "x = " + (a * d + b * c) * x + ", x = " + x,
          b + "y = " + (a * x + b * y) + Numbers.plus(-a * x) + " = " + b * y + ", y = " + y);
    }
    int limit = level == 5 ? 4 : 9;
    long z = digits.between(low, reach);
    int a = digits.between(level == 5 ? 1 : 5, limit);
    int b = digits.between(1, limit);
    int c = digits.between(1, limit);
    String first = Numbers.term(a, "x") + " + y = " + (a * x + y);
    String second = Numbers.term(b, "y") + " + z = " + (b * y + z);
    String third = Numbers.term(c, "z") + " + x = " + (c * z + x);
    return Draft.english(
        style.say(
            THREE,
            style.math(first),
            style.math(second),
            style.math(third),
            style.math("(x, y, z)")),
        "(" + x + ", " + y + ", " + z + ")",
        "y = " + (a * x + y) + Numbers.plus(-a, "x"),
        "z = " + (b * y + z - b * (a * x + y)) + Numbers.plus(a * b, "x"),
        (a * b * c + 1) + "x = " + (a * b * c + 1) * x,
        "x = " + x,
        "y = " + (a * x + y) + Numbers.plus(-a * x) + " = " + y,
        "z = " + (b * y + z) + Numbers.plus(-b * y) + " = " + z);
  }

  @Override
  public String name() {
    return "linear-system";
  }

  @Override
  public String domain() {
    return "algebra";
  }
}
