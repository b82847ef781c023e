// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Sums of fair dice with any number of sides, solved by counting. */
final class DiceSum implements Family {
  private static final String[] TWO = {
    "Two fair dice with {} and {} sides are rolled. What is the probability that the sum is {}?",
    "A die with {} sides and a die with {} sides are rolled. Find the probability of the sum {}.",
    "A wheel with numbers up to {} and a wheel with numbers up to {} are spun. How likely is the sum {}?"
  };
  private static final String[] TWO_AT_LEAST = {
    "Two fair dice with {} and {} sides are rolled. What is the probability that the sum is at least {}?",
    "A die with {} sides and a die with {} sides are rolled. Find the probability of a sum of at least {}.",
    "A wheel with numbers up to {} and a wheel with numbers up to {} are spun. How likely is a sum of at least {}?"
  };
  private static final String[] THREE = {
    "Three fair dice with {}, {} and {} sides are rolled. What is the probability that the sum is {}?",
    "Dice with {}, {} and {} sides are rolled. Find the probability of the sum {}.",
    "Three wheels with numbers up to {}, {} and {} are spun. How likely is the sum {}?"
  };
  private static final String[] THREE_AT_LEAST = {
    "Three fair dice with {}, {} and {} sides are rolled. What is the probability that the sum is at least {}?",
    "Dice with {}, {} and {} sides are rolled. Find the probability of a sum of at least {}.",
    "Three wheels with numbers up to {}, {} and {} are spun. How likely is a sum of at least {}?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    boolean three = level >= 4;
    boolean atLeast = level == 3 || level == 6;
    int a = digits.between(7, Numbers.at(level, 12, 20, 20, 9, 12, 20));
    int b = a + digits.below(Numbers.at(level, 4, 12, 12, 4, 8, 12));
    int c = three ? b + digits.below(Numbers.at(level, 0, 0, 0, 4, 8, 12)) : 0;
    int sum =
        digits.between(
            Numbers.at(level, 3, 9, 3, 5, 17, 5), Numbers.at(level, 8, 13, 13, 16, 20, 20));
    long all = (long) a * b * Math.max(1, c);
    // For each number of the first die, how many outcomes of the others give the sum, or less.
    long counted = 0;
    StringBuilder counts = new StringBuilder(60);
    for (int i = 1; i <= a; i++) {
      int rest = sum - i;
      int ways = 0;
      if (!three) {
        ways = atLeast ? Math.max(0, Math.min(b, rest - 1)) : rest >= 1 && rest <= b ? 1 : 0;
      } else {
        for (int j = 1; j <= b && j < rest; j++) {
          ways += atLeast ? Math.min(c, rest - j - 1) : rest - j <= c ? 1 : 0;
        }
      }
      if (ways > 0) {
        counts.append(counts.length() == 0 ? "" : " + ").append(ways);
        counted += ways;
      }
    }
    String sums =
        counts.length() == 0
            ? null
            : (atLeast ? "Too small: " : "By the first: ")
                + counts
                + (counts.indexOf("+") < 0 ? "" : " = " + counted);
    long good = atLeast ? all - counted : counted;
    String[] say = three ? (atLeast ? THREE_AT_LEAST : THREE) : atLeast ? TWO_AT_LEAST : TWO;
    Object[] values = three ? new Object[] {a, b, c, sum} : new Object[] {a, b, sum};
    return Draft.english(
        style.say(say, values),
        style.fraction(good, all),
        three ? Numbers.product(a * b, c) : Numbers.product(a, b),
        sums,
        atLeast ? all + " - " + counted + " = " + good : null,
        Numbers.reduction(good, all));
  }

  @Override
  public String name() {
    return "dice-sum";
  }

  @Override
  public String domain() {
    return "probability";
  }
}
