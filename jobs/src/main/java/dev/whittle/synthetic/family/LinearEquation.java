// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Linear equations in one unknown, with an integer or a rational solution. */
final class LinearEquation implements Family {
  private static final String[] SAY = {
    "Solve {} for ${}$.",
    "Find the solution of {}, where ${}$ is the unknown.",
    "If {}, what is ${}$?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    String x = style.letter();
    String left;
    String right;
    String answer;
    String[] steps;
    if (level <= 4) {
      int value = digits.between(level == 1 ? 1 : -20, Numbers.at(level, 60, 20, 30, 40, 0, 0));
      int c = level <= 2 ? 0 : digits.between(2, 12);
      int a = level == 1 ? 1 : c + digits.between(level == 2 ? 2 : 1, 12);
      int b = digits.between(1, Numbers.at(level, 60, 50, 40, 20, 0, 0));
      answer = Integer.toString(value);
      if (level <= 2) {
        left = Numbers.term(a, x) + Numbers.plus(b);
        right = Long.toString((long) a * value + b);
        String moved = Numbers.term(a, x) + " = " + right + " - " + b + " = " + a * value;
        steps = level == 1 ? new String[] {moved} : new String[] {moved, x + " = " + value};
      } else if (level == 3) {
        int d = (a - c) * value - b;
        left = Numbers.term(a, x) + " - " + b;
        right = Numbers.term(c, x) + Numbers.plus(d);
        steps =
            new String[] {
              Numbers.term(a - c, x) + " = " + d + " + " + b + " = " + (d + b), x + " = " + value
            };
      } else {
        int d = digits.between(1, 20);
        int e = a * (value + b) - c * (value - d);
        left = a + "(" + x + " + " + b + ")";
        right = c + "(" + x + " - " + d + ")" + Numbers.plus(e);
        String open = Numbers.term(a, x) + Numbers.plus(a * b) + " = ";
        steps =
            new String[] {
              open + Numbers.term(c, x) + Numbers.plus(-c * d) + Numbers.plus(e),
              Numbers.term(a - c, x)
                  + " = "
                  + -c * d
                  + Numbers.plus(e)
                  + Numbers.plus(-a * b)
                  + " = "
                  + (a - c) * value,
              x + " = " + value
            };
      }
    } else {
      int c = level == 5 ? 0 : digits.between(13, 40);
      int a = c + (level == 5 ? digits.between(13, 60) : digits.between(2, 40));
      int b = digits.between(-60, 60);
      int d = digits.between(-60, 60);
      left = Numbers.term(a, x) + Numbers.plus(b);
      right = c == 0 ? Integer.toString(d) : Numbers.term(c, x) + Numbers.plus(d);
      answer = style.fraction(d - b, a - c);
      steps =
          new String[] {
            Numbers.term(a - c, x) + " = " + d + Numbers.plus(-b) + " = " + (d - b),
            Numbers.reduction(d - b, a - c)
          };
    }
    return Draft.english(style.say(SAY, style.math(left + " = " + right), x), answer, steps);
  }

  @Override
  public String name() {
    return "linear-equation";
  }

  @Override
  public String domain() {
    return "algebra";
  }
}
