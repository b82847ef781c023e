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
    "The legs of a right triangle measure {} and {}. Find the length of the hypotenuse."
  };
  private static final String[] LEG = {
    "A right triangle has hypotenuse {} and one leg {}. How long is the other leg?",
    "In a right triangle the hypotenuse is {} and a leg is {}. Find the other leg."
  };
  private static final String[] DIAGONAL = {
    "A rectangle has sides {} and {}. How long is its diagonal?",
    "Find the length of the diagonal of a rectangle with sides {} and {}."
  };
  private static final String[] LADDER = {
    "A ladder of length {} leans against a wall, its foot {} from the wall. How high does it reach?",
    "A rope of length {} runs from the top of a pole to a peg {} from its foot. How high is the pole?"
  };
  private static final String[] BOX = {
    "A box has edges {}, {} and {}. How long is its space diagonal?",
    "Find the length of the space diagonal of a box with edges {}, {} and {}."
  };
  private static final String[] ALTITUDE = {
    "A right triangle has legs {} and {}. How long is the altitude to its hypotenuse?",
    "The legs of a right triangle are {} and {}. Find the height over the hypotenuse."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level <= 2 || level == 6) {
      int[] triple = TRIPLES[digits.below(TRIPLES.length)];
      int scale = digits.between(1, level == 6 ? 200 : 40);
      long a = (long) triple[0] * scale;
      long b = (long) triple[1] * scale;
      long c = (long) triple[2] * scale;
      if (level == 1) {
        return Draft.english(
            style.say(HYPOTENUSE, a, b),
            Long.toString(c),
            squares(a, " + ", b),
            "The root is " + c);
      }
      boolean first = digits.below(2) == 0;
      if (level == 2) {
        return Draft.english(
            style.say(LEG, c, first ? a : b),
            Long.toString(first ? b : a),
            squares(c, " - ", first ? a : b),
            "The root is " + (first ? b : a));
      }
      return Draft.english(
          style.say(ALTITUDE, first ? a : b, first ? b : a),
          style.fraction(a * b, c),
          "The hypotenuse is " + c,
          "Twice the area is " + a * b,
          "The height is " + a * b + "/" + c);
    }
    int limit = Numbers.at(level, 0, 0, 30, 60, 40, 0);
    long a = digits.between(2, limit);
    long b = a + digits.between(1, limit);
    if (level == 3) {
      return Draft.english(
          style.say(DIAGONAL, a, b), Numbers.root(a * a + b * b), squares(a, " + ", b));
    }
    if (level == 4) {
      return Draft.english(
          style.say(LADDER, b, a), Numbers.root(b * b - a * a), squares(b, " - ", a));
    }
    long c = b + digits.between(1, limit);
    return Draft.english(
        style.say(BOX, a, b, c),
        Numbers.root(a * a + b * b + c * c),
        a + "^2 + " + b + "^2 + " + c + "^2 = " + (a * a + b * b + c * c));
  }

  private static String squares(long a, String sign, long b) {
    long value = sign.equals(" + ") ? a * a + b * b : a * a - b * b;
    return a + "^2" + sign + b + "^2 = " + value;
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
