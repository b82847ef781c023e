// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Shortest paths on a grid, free, through a point, or around it. */
final class LatticePaths implements Family {
  private static final String[] FREE = {
    "How many shortest grid paths lead from {} to {}?",
    "A robot goes from {} to {} by steps right and up. How many paths can it take?",
    "Each move goes one unit right or one unit up. In how many ways can one get from {} to {}?"
  };
  private static final String[] THROUGH = {
    "How many shortest grid paths lead from {} to {} through {}?",
    "A robot goes from {} to {} by steps right and up and must visit {}. How many paths can it take?",
    "Each move goes one unit right or one unit up. In how many ways can one get from {} to {} by way of {}?"
  };
  private static final String[] AROUND = {
    "How many shortest grid paths lead from {} to {} without touching {}?",
    "A robot goes from {} to {} by steps right and up and must not visit {}. How many paths can it take?",
    "Each move goes one unit right or one unit up. In how many ways can one get from {} to {} and avoid {}?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int x =
        level == 1
            ? 0
            : digits.between(
                Numbers.at(level, 0, 1, -9, -9, -9, 1), Numbers.at(level, 0, 9, -1, 9, 0, 9));
    int y = level == 1 ? 0 : digits.between(-9, 9);
    if (level <= 3) {
      int limit = Numbers.at(level, 6, 6, 10, 0, 0, 0);
      int a = digits.between(1, limit);
      int b = digits.between(1, limit);
      long paths = Numbers.choose(a + b, a);
      return Draft.english(
          style.say(FREE, point(style, x, y), point(style, x + a, y + b)),
          Long.toString(paths),
          a + " steps right and " + b + " steps up",
          level == 3
              ? Numbers.choices(a + b, Math.min(a, b))
              : Numbers.choice(a + b, Math.min(a, b)));
    }
    int limit = Numbers.at(level, 0, 0, 0, 4, 5, 7);
    int c = digits.between(1, limit);
    int d = digits.between(1, limit);
    int a = c + digits.between(1, limit);
    int b = d + digits.between(1, limit);
    long all = Numbers.choose(a + b, a);
    long before = Numbers.choose(c + d, c);
    long after = Numbers.choose(a - c + b - d, a - c);
    long through = before * after;
    String first = Numbers.choices(c + d, Math.min(c, d));
    String second = Numbers.choices(a - c + b - d, Math.min(a - c, b - d));
    String product = Numbers.product(before, after);
    if (level == 4) {
      return Draft.english(
          style.say(
              THROUGH, point(style, x, y), point(style, x + a, y + b), point(style, x + c, y + d)),
          Long.toString(through),
          first,
          second,
          product);
    }
    return Draft.english(
        style.say(
            AROUND, point(style, x, y), point(style, x + a, y + b), point(style, x + c, y + d)),
        Long.toString(all - through),
        Numbers.choices(a + b, Math.min(a, b)),
        first,
        second,
        product,
        all + " - " + through + " = " + (all - through));
  }

  private static String point(Style style, int x, int y) {
    return style.math("(" + x + ", " + y + ")");
  }

  @Override
  public String name() {
    return "lattice-paths";
  }

  @Override
  public String domain() {
    return "combinatorics";
  }
}
