// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Lengths in right triangles, whole or as radicals. */
final class RightTriangle implements Family {
  private static final int[][] TRIPLES = {
    {3, 4, 5},
    {5, 12, 13},
    {8, 15, 17},
    {7, 24, 25},
    {20, 21, 29},
    {12, 35, 37},
    {9, 40, 41},
    {28, 45, 53},
    {11, 60, 61},
    {33, 56, 65},
    {16, 63, 65},
    {48, 55, 73},
    {36, 77, 85},
    {13, 84, 85},
    {39, 80, 89},
    {65, 72, 97}
  };
  private static final String[] HYPOTENUSE = {
    "A right triangle has legs {} and {}. How long is its hypotenuse?",
    "The legs of a right triangle measure {} and {}. Find the length of the hypotenuse.",
    "Find the longest side of a right triangle whose shorter sides are {} and {}."
  };
  private static final String[] LEG = {
    "A right triangle has hypotenuse {} and one leg {}. How long is the other leg?",
    "In a right triangle the hypotenuse is {} and a leg is {}. Find the other leg.",
    "The longest side of a right triangle is {} and another side is {}. How long is the third side?"
  };
  private static final String[] DIAGONAL = {
    "A rectangle has sides {} and {}. How long is its diagonal?",
    "Find the length of the diagonal of a rectangle with sides {} and {}.",
    "A field measures {} by {}. How far apart are opposite corners?"
  };
  private static final String[] LADDER = {
    "A ladder of length {} leans against a wall, its foot {} from the wall. How high does it reach?",
    "A rope of length {} runs from the top of a pole to a peg {} from its foot. How high is the pole?",
    "A wire of length {} is stretched from the top of a mast to the ground, {} from the mast. Find the height of the mast."
  };
  private static final String[] BOX = {
    "A box has edges {}, {} and {}. How long is its space diagonal?",
    "Find the length of the space diagonal of a box with edges {}, {} and {}.",
    "What is the longest straight line inside a box that measures {} by {} by {}?"
  };
  private static final String[] ALTITUDE = {
    "A right triangle has legs {} and {}. How long is the altitude to its hypotenuse?",
    "The legs of a right triangle are {} and {}. Find the height over the hypotenuse.",
    "In a right triangle with legs {} and {}, find the distance from the right angle to the hypotenuse."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level <= 2 || level == 6) {
      int[] triple = TRIPLES[digits.below(level == 1 ? 8 : TRIPLES.length)];
      int scale = digits.between(1, Numbers.at(level, 25, 40, 0, 0, 0, 200));
      long a = (long) triple[0] * scale;
      long b = (long) triple[1] * scale;
      long c = (long) triple[2] * scale;
      if (level == 1) {
        return Draft.english(
            style.say(HYPOTENUSE, a, b),
            Long.toString(c),
            "The legs are " + scale + " times " + triple[0] + " and " + triple[1],
            Numbers.product(scale, triple[2]));
      }
      boolean first = digits.below(2) == 0;
      if (level == 2) {
        return Draft.english(
            style.say(LEG, c, first ? a : b),
            Long.toString(first ? b : a),
            "The sides are " + scale + " times " + triple[2] + " and " + triple[first ? 0 : 1],
            Numbers.product(scale, triple[first ? 1 : 0]));
      }
      return Draft.english(
          style.say(ALTITUDE, first ? a : b, first ? b : a),
          style.fraction(a * b, c),
          "The legs are "
              + scale
              + " times "
              + triple[first ? 0 : 1]
              + " and "
              + triple[first ? 1 : 0],
          "The height is " + scale + " * " + triple[0] + " * " + triple[1] + " / " + triple[2],
          Numbers.product(scale, triple[0] * triple[1]),
          Numbers.reduction(scale * triple[0] * triple[1], triple[2]));
    }
    int limit = Numbers.at(level, 0, 0, 30, 60, 40, 0);
    long a = digits.between(2, limit);
    long b = a + digits.between(1, limit);
    if (level == 3) {
      return Draft.english(
          style.say(DIAGONAL, a, b),
          Numbers.root(a * a + b * b),
          squares(a, " + ", b),
          outside(a * a + b * b));
    }
    if (level == 4) {
      return Draft.english(
          style.say(LADDER, b, a),
          Numbers.root(b * b - a * a),
          squares(b, " - ", a),
          outside(b * b - a * a));
    }
    long c = b + digits.between(1, limit);
    return Draft.english(
        style.say(BOX, a, b, c),
        Numbers.root(a * a + b * b + c * c),
        a * a + " + " + b * b + " + " + c * c + " = " + (a * a + b * b + c * c),
        outside(a * a + b * b + c * c));
  }

  private static String squares(long a, String sign, long b) {
    long value = sign.equals(" + ") ? a * a + b * b : a * a - b * b;
    return a + "^2" + sign + b + "^2 = " + a * a + sign + b * b + " = " + value;
  }

  /** {@code 245 = 7^2 * 5}, or null where no square comes out of the root. */
  private static String outside(long square) {
    long out = 1;
    for (long factor = 2; factor * factor <= square; factor++) {
      out = square % (factor * factor) == 0 ? factor : out;
    }
    return out == 1 ? null : square + " = " + out + "^2 * " + square / (out * out);
  }

  @Override
  public String name() {
    return "right-triangle";
  }

  @Override
  public String domain() {
    return "geometry";
  }
}
