// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Areas of triangles given by the coordinates of their corners. */
final class TriangleArea implements Family {
  private static final String[] SAY = {
    "Find the area of the triangle with vertices {}, {} and {}.",
    "A triangle has corners at {}, {} and {}. What is its area?",
    "What is the area of the triangle whose corners are {}, {} and {}?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int reach = Numbers.at(level, 5, 10, 10, 12, 25, 60);
    int low = level <= 2 ? 0 : -reach;
    int x =
        digits.between(
            Numbers.at(level, 0, 6, -10, -12, 13, 26), Numbers.at(level, 5, 10, -1, 12, 25, 60));
    int y = digits.between(low, reach);
    int right = digits.between(1, reach);
    int down = level <= 3 ? 0 : digits.between(1, reach);
    int across = digits.below(reach);
    int up = digits.between(1, reach);
    // The cross product of (right, -down) and (across, up), positive by the signs of its parts.
    long twice = (long) right * up + (long) down * across;
    String half =
        style.of("fraction", "decimal").equals("decimal")
            ? Numbers.decimal(5 * twice, 1)
            : style.fraction(twice, 2);
    return Draft.english(
        style.say(
            SAY,
            style.math(point(x, y)),
            style.math(point(x + right, y - down)),
            style.math(point(x + across, y + up))),
        half,
        "Two sides are " + point(right, -down) + " and " + point(across, up),
        "Twice the area is " + right + " * " + up + " + " + down + " * " + across,
        right * up + " + " + down * across + " = " + twice);
  }

  private static String point(int x, int y) {
    return "(" + x + ", " + y + ")";
  }

  @Override
  public String name() {
    return "triangle-area";
  }

  @Override
  public String domain() {
    return "geometry";
  }
}
