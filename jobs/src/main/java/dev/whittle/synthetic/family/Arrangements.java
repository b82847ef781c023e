// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Rows of flags of equal colors, solved by factorials. */
final class Arrangements implements Family {
  private static final String[] THREE = {
    "In how many ways can {} red, {} blue and {} green flags be hung in a row?",
    "How many different rows can be made of {} red, {} blue and {} green beads?",
    "Find the number of orders in which {} red, {} blue and {} green cards can lie side by side."
  };
  private static final String[] FOUR = {
    "In how many ways can {} red, {} blue, {} green and {} white flags be hung in a row?",
    "How many different rows can be made of {} red, {} blue, {} green and {} white beads?",
    "Find the number of orders in which {} red, {} blue, {} green and {} white cards can lie side by side."
  };
  private static final String[] APART = {
    "In how many ways can {} red, {} blue and {} green flags be hung in a row so that no two red flags are next to each other?",
    "How many different rows of {} red, {} blue and {} green beads have no two red beads side by side?",
    "Find the number of orders of {} red, {} blue and {} green cards in which no red card follows a red card."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 4, 5, 7, 5, 5, 7);
    int red =
        digits.between(Numbers.at(level, 1, 3, 5, 1, 4, 1), Numbers.at(level, 2, 4, 7, 3, 6, 5));
    int blue = digits.between(level == 6 ? 2 : 1, limit);
    int green = digits.between(level == 6 ? 2 : 1, limit);
    long others = Numbers.choose(blue + green, green);
    if (level == 6) {
      long gaps = Numbers.choose(blue + green + 1, red);
      return Draft.english(
          style.say(APART, red, blue, green),
          Long.toString(others * gaps),
          Numbers.choices(blue + green, Math.min(blue, green)),
          Numbers.choices(blue + green + 1, red),
          Numbers.product(others, gaps));
    }
    int three = red + blue + green;
    long ways = Numbers.choose(three, red) * others;
    if (level <= 3) {
      return Draft.english(
          style.say(THREE, red, blue, green),
          Long.toString(ways),
          level <= 2 ? Numbers.choice(three, red) : Numbers.choices(three, red),
          level <= 2
              ? Numbers.choice(blue + green, green)
              : Numbers.choices(blue + green, Math.min(blue, green)),
          Numbers.product(Numbers.choose(three, red), others));
    }
    int white = digits.between(1, limit);
    long all = Numbers.choose(three + white, white) * ways;
    return Draft.english(
        style.say(FOUR, red, blue, green, white),
        Long.toString(all),
        Numbers.choices(three + white, Math.min(white, three)),
        Numbers.choices(three, Math.min(red, three - red)),
        Numbers.choices(blue + green, Math.min(blue, green)),
        Numbers.product(Numbers.choose(three, red), others),
        Numbers.product(Numbers.choose(three + white, white), ways));
  }

  @Override
  public String name() {
    return "arrangements";
  }

  @Override
  public String domain() {
    return "combinatorics";
  }
}
