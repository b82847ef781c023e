// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Committees, with and without a condition on their members. */
final class Committee implements Family {
  private static final String[] ONE = {
    "In how many ways can {} students out of {} be chosen?",
    "How many teams of {} can be formed from {} players?",
    "Find the number of ways to pick {} books from {} different books."
  };
  private static final String[] TWO = {
    "A club has {} men and {} women. How many committees of {} men and {} women are there?",
    "From {} boys and {} girls a group of {} boys and {} girls is chosen. In how many ways?",
    "There are {} novels and {} poems. In how many ways can {} novels and {} poems be picked?"
  };
  private static final String[] AT_LEAST_ONE = {
    "A club has {} men and {} women. How many committees of {} people have at least one woman?",
    "From {} boys and {} girls a group of {} with at least one girl is chosen. In how many ways?",
    "There are {} novels and {} poems. In how many ways can {} of these be picked with at least one poem?"
  };
  private static final String[] AT_LEAST_TWO = {
    "A club has {} men and {} women. How many committees of {} people have at least two women?",
    "From {} boys and {} girls a group of {} with at least two girls is chosen. In how many ways?",
    "There are {} novels and {} poems. In how many ways can {} of these be picked with at least two poems?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level <= 2) {
      int k = digits.between(level == 1 ? 2 : 4, level == 1 ? 3 : 5);
      int n = digits.between(6, level == 1 ? 30 : 40);
      long ways = Numbers.choose(n, k);
      return Draft.english(style.say(ONE, k, n), Long.toString(ways), Numbers.choice(n, k));
    }
    int men = digits.between(level == 4 ? 10 : 5, Numbers.at(level, 0, 0, 9, 14, 14, 18));
    int women = digits.between(5, Numbers.at(level, 0, 0, 9, 14, 14, 18));
    if (level <= 4) {
      int m = digits.between(1, level == 3 ? 3 : 4);
      int w = digits.between(1, level == 3 ? 3 : 4);
      long left = Numbers.choose(men, m);
      long right = Numbers.choose(women, w);
      return Draft.english(
          style.say(TWO, men, women, m, w),
          Long.toString(left * right),
          Numbers.choice(men, m),
          Numbers.choice(women, w),
          Numbers.product(left, right));
    }
    int size = digits.between(3, level == 5 ? 5 : 7);
    long all = Numbers.choose(men + women, size);
    long none = Numbers.choose(men, size);
    if (level == 5) {
      return Draft.english(
          style.say(AT_LEAST_ONE, men, women, size),
          Long.toString(all - none),
          Numbers.choices(men + women, size),
          Numbers.choices(men, size),
          all + " - " + none + " = " + (all - none));
    }
    long one = women * Numbers.choose(men, size - 1);
    return Draft.english(
        style.say(AT_LEAST_TWO, men, women, size),
        Long.toString(all - none - one),
        Numbers.choices(men + women, size),
        Numbers.choices(men, size),
        Numbers.product(women, Numbers.choose(men, size - 1)),
        all + " - " + none + " - " + one + " = " + (all - none - one));
  }

  @Override
  public String name() {
    return "committee";
  }

  @Override
  public String domain() {
    return "combinatorics";
  }
}
