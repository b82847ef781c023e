// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Products, sums and brackets, solved from the inside out. */
final class OrderOfOperations implements Family {
  private static final String[] SAY = {
    "Compute {}.", "Work out {}.", "What number is {}?", "Simplify {} to a single number."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int a = digits.between(2, Numbers.at(level, 50, 12, 40, 60, 99, 99));
    int b = digits.between(2, Numbers.at(level, 9, 12, 40, 60, 60, 40));
    int c = digits.between(2, Numbers.at(level, 9, 12, 12, 60, 30, 30));
    String expression;
    long value;
    String[] steps;
    if (level == 1) {
      value = a + (long) b * c;
      expression = a + " + " + b + " \\times " + c;
      steps = new String[] {product(b, c), a + " + " + b * c + " = " + value};
    } else {
      int d = digits.between(2, Numbers.at(level, 0, 12, 99, 60, 30, 40));
      if (level == 2) {
        value = (long) a * b - (long) c * d;
        expression = a + " \\times " + b + " - " + c + " \\times " + d;
        steps = new String[] {product(a, b), product(c, d), a * b + " - " + c * d + " = " + value};
      } else if (level == 3) {
        value = (long) (a + b) * c - d;
        expression = "(" + a + " + " + b + ") \\times " + c + " - " + d;
        steps =
            new String[] {
              a + " + " + b + " = " + (a + b),
              product(a + b, c),
              (a + b) * c + " - " + d + " = " + value
            };
      } else if (level == 4) {
        value = (long) (a - b) * (c + d);
        expression = "(" + a + " - " + b + ") \\times (" + c + " + " + d + ")";
        steps =
            new String[] {
              a + " - " + b + " = " + (a - b),
              c + " + " + d + " = " + (c + d),
              product(a - b, c + d)
            };
      } else {
        int e = digits.between(2, Numbers.at(level, 0, 0, 0, 0, 999, 40));
        if (level == 5) {
          long inside = b + (long) c * d;
          value = a * inside - e;
          expression = a + " \\times (" + b + " + " + c + " \\times " + d + ") - " + e;
          steps =
              new String[] {
                product(c, d),
                b + " + " + c * d + " = " + inside,
                product(a, inside),
                a * inside + " - " + e + " = " + value
              };
        } else {
          int f = digits.between(2, 30);
          int g = digits.between(2, 30);
          long left = a + (long) b * c;
          long middle = left * (d - e);
          value = middle + (long) f * g;
          expression =
              "("
                  + a
                  + " + "
                  + b
                  + " \\times "
                  + c
                  + ") \\times ("
                  + d
                  + " - "
                  + e
                  + ") + "
                  + f
                  + " \\times "
                  + g;
          steps =
              new String[] {
                product(b, c),
                a + " + " + b * c + " = " + left,
                d + " - " + e + " = " + (d - e),
                product(left, d - e),
                product(f, g),
                middle + " + " + f * g + " = " + value
              };
        }
      }
    }
    return Draft.english(style.say(SAY, style.math(expression)), Long.toString(value), steps);
  }

  private static String product(long a, long b) {
    return Numbers.product(a, b);
  }

  @Override
  public String name() {
    return "order-of-operations";
  }

  @Override
  public String domain() {
    return "arithmetic";
  }
}
