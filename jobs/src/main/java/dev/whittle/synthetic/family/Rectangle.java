// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Sides, areas and perimeters of rectangles. */
final class Rectangle implements Family {
  private static final String[] AREA = {
    "A rectangle has sides of length {} and {}. What is its area?",
    "Find the area of a rectangle with sides {} and {}.",
    "The two sides of a rectangular field measure {} and {}. How large is its area?"
  };
  private static final String[] PERIMETER = {
    "A rectangle has sides of length {} and {}. What is its perimeter?",
    "Find the perimeter of a rectangle with sides {} and {}.",
    "A rectangular field is {} wide and {} long. How long is a fence around it?"
  };
  private static final String[] FROM_PERIMETER = {
    "A rectangle has perimeter {} and one side of length {}. What is its area?",
    "The perimeter of a rectangle is {} and one of its sides is {}. Find its area.",
    "A fence of length {} surrounds a rectangular field with one side {}. How large is the area of the field?"
  };
  private static final String[] FROM_AREA = {
    "A rectangle has area {} and one side of length {}. What is its perimeter?",
    "The area of a rectangle is {} and one of its sides is {}. Find its perimeter.",
    "A rectangular field of area {} has one side {}. How long is a fence around it?"
  };
  private static final String[] PATH = {
    "A garden of {} by {} meters is surrounded by a path {} meters wide. What is the area of the path in square meters?",
    "Around a lawn of {} by {} meters runs a path of width {} meters. How many square meters does the path cover?",
    "A pool measures {} by {} meters. Its border on all sides is {} meters wide. Find the area of the border in square meters."
  };
  private static final String[] DIAGONAL = {
    "A rectangle has perimeter {} and area {}. What is the square of its diagonal?",
    "The perimeter of a rectangle is {} and its area is {}. Find the square of the length of its diagonal.",
    "A fence of length {} surrounds a rectangular field of area {}. Find the square of the diagonal of the field."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 60, 60, 90, 90, 90, 120);
    long a = digits.between(2, level == 1 ? 9 : limit);
    long b = a + digits.between(1, limit);
    if (level == 1) {
      return Draft.english(style.say(AREA, a, b), Long.toString(a * b), Numbers.product(a, b));
    }
    long half = a + b;
    if (level == 2) {
      return Draft.english(
          style.say(PERIMETER, a, b),
          Long.toString(2 * half),
          a + " + " + b + " = " + half,
          "2 * " + half + " = " + 2 * half);
    }
    long side = level == 6 || digits.below(2) == 0 ? a : b;
    long other = half - side;
    if (level == 3) {
      return Draft.english(
          style.say(FROM_PERIMETER, 2 * half, side),
          Long.toString(a * b),
          2 * half + " / 2 = " + half,
          half + " - " + side + " = " + other,
          Numbers.product(side, other));
    }
    if (level == 4) {
      return Draft.english(
          style.say(FROM_AREA, a * b, side),
          Long.toString(2 * half),
          "The other side is " + a * b + " / " + side + " = " + other,
          side + " + " + other + " = " + half,
          "2 * " + half + " = " + 2 * half);
    }
    if (level == 5) {
      long width = digits.between(2, 12);
      long outer = (side + 2 * width) * (other + 2 * width);
      return Draft.english(
          style.say(PATH, side, other, width),
          Long.toString(outer - a * b),
          Numbers.product(side + 2 * width, other + 2 * width),
          Numbers.product(side, other),
          outer + " - " + a * b + " = " + (outer - a * b));
    }
    long square = half * half - 2 * a * b;
    return Draft.english(
        style.say(DIAGONAL, 2 * half, a * b),
        Long.toString(square),
        2 * half + " / 2 = " + half,
        Numbers.product(half, half),
        half * half + " - 2 * " + a * b + " = " + square);
  }

  @Override
  public String name() {
    return "rectangle";
  }

  @Override
  public String domain() {
    return "geometry";
  }
}
