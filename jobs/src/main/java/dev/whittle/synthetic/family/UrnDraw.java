// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Balls drawn from an urn without putting them back. */
final class UrnDraw implements Family {
  private static final String[] ONE = {
    "A bag holds {} red and {} blue balls. One ball is drawn. What is the probability that it is red?",
    "Of {} red and {} blue cards one is drawn. Find the probability that it is red.",
    "One of {} red and {} blue marbles is taken at random. How likely is a red one?"
  };
  private static final String[] BOTH = {
    "A bag holds {} red and {} blue balls. Two balls are drawn. What is the probability that both are red?",
    "Of {} red and {} blue cards two are drawn. Find the probability that both are red.",
    "Two of {} red and {} blue marbles are taken at random. How likely are two red ones?"
  };
  private static final String[] DIFFERENT = {
    "A bag holds {} red and {} blue balls. Two balls are drawn. What is the probability that their colors differ?",
    "Of {} red and {} blue cards two are drawn. Find the probability of two different colors.",
    "Two of {} red and {} blue marbles are taken at random. How likely is one of each color?"
  };
  private static final String[] SAME = {
    "A bag holds {} red, {} blue and {} green balls. Two balls are drawn. What is the probability that they have the same color?",
    "Of {} red, {} blue and {} green cards two are drawn. Find the probability of equal colors.",
    "Two of {} red, {} blue and {} green marbles are taken at random. How likely is a pair of one color?"
  };
  private static final String[] ALL_DIFFERENT = {
    "A bag holds {} red, {} blue and {} green balls. Three balls are drawn. What is the probability of three different colors?",
    "Of {} red, {} blue and {} green cards three are drawn. Find the probability that all colors differ.",
    "Three of {} red, {} blue and {} green marbles are taken at random. How likely is one of each color?"
  };
  private static final String[] EXACTLY_TWO = {
    "A bag holds {} red, {} blue and {} green balls. Three balls are drawn. What is the probability that exactly two are red?",
    "Of {} red, {} blue and {} green cards three are drawn. Find the probability of exactly two red ones.",
    "Three of {} red, {} blue and {} green marbles are taken at random. How likely are exactly two red ones?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 30, 20, 25, 12, 15, 20);
    long r = digits.between(2, limit);
    long b = digits.between(2, limit);
    if (level <= 3) {
      long all = level == 1 ? r + b : (r + b) * (r + b - 1) / 2;
      long good = Numbers.at(level, (int) r, (int) (r * (r - 1) / 2), (int) (r * b), 0, 0, 0);
      String[] say = level == 1 ? ONE : level == 2 ? BOTH : DIFFERENT;
      return Draft.english(
          style.say(say, r, b),
          style.fraction(good, all),
          level == 1 ? r + " + " + b + " = " + all : pairs(r + b),
          level == 1 ? null : level == 2 ? pairs(r) : Numbers.product(r, b),
          Numbers.reduction(good, all));
    }
    long g = digits.between(2, limit);
    long n = r + b + g;
    if (level == 4) {
      long all = n * (n - 1) / 2;
      long good = (r * (r - 1) + b * (b - 1) + g * (g - 1)) / 2;
      return Draft.english(
          style.say(SAME, r, b, g),
          style.fraction(good, all),
          pairs(n),
          r * (r - 1) / 2 + " + " + b * (b - 1) / 2 + " + " + g * (g - 1) / 2 + " = " + good,
          Numbers.reduction(good, all));
    }
    long all = n * (n - 1) * (n - 2) / 6;
    long good = level == 5 ? r * b * g : r * (r - 1) / 2 * (b + g);
    return Draft.english(
        style.say(level == 5 ? ALL_DIFFERENT : EXACTLY_TWO, r, b, g),
        style.fraction(good, all),
        Numbers.choice((int) n, 3),
        level == 5 ? r + " * " + b + " = " + r * b : pairs(r),
        level == 5 ? Numbers.product(r * b, g) : Numbers.product(r * (r - 1) / 2, b + g),
        Numbers.reduction(good, all));
  }

  private static String pairs(long n) {
    return n + " * " + (n - 1) + " / 2 = " + n * (n - 1) / 2;
  }

  @Override
  public String name() {
    return "urn-draw";
  }

  @Override
  public String domain() {
    return "probability";
  }
}
