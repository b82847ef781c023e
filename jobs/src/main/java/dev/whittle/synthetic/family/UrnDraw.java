// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Balls drawn from an urn without putting them back. */
final class UrnDraw implements Family {
  private static final String[] ONE = {
    "A bag holds {} red and {} blue balls. One ball is drawn. What is the probability that it is red?",
    "Of {} red and {} blue cards one is drawn. Find the probability that it is red."
  };
  private static final String[] BOTH = {
    "A bag holds {} red and {} blue balls. Two balls are drawn. What is the probability that both are red?",
    "Of {} red and {} blue cards two are drawn. Find the probability that both are red."
  };
  private static final String[] DIFFERENT = {
    "A bag holds {} red and {} blue balls. Two balls are drawn. What is the probability that their colors differ?",
    "Of {} red and {} blue cards two are drawn. Find the probability of two different colors."
  };
  private static final String[] SAME = {
    "A bag holds {} red, {} blue and {} green balls. Two balls are drawn. What is the probability that they have the same color?",
    "Of {} red, {} blue and {} green cards two are drawn. Find the probability of equal colors."
  };
  private static final String[] ALL_DIFFERENT = {
    "A bag holds {} red, {} blue and {} green balls. Three balls are drawn. What is the probability of three different colors?",
    "Of {} red, {} blue and {} green cards three are drawn. Find the probability that all colors differ."
  };
  private static final String[] EXACTLY_TWO = {
    "A bag holds {} red, {} blue and {} green balls. Three balls are drawn. What is the probability that exactly two are red?",
    "Of {} red, {} blue and {} green cards three are drawn. Find the probability of exactly two red ones."
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
      return Draft.english(style.say(say, r, b), style.fraction(good, all), counts(all, good));
    }
    long g = digits.between(2, limit);
    long n = r + b + g;
    if (level == 4) {
      long all = n * (n - 1) / 2;
      long good = (r * (r - 1) + b * (b - 1) + g * (g - 1)) / 2;
      return Draft.english(style.say(SAME, r, b, g), style.fraction(good, all), counts(all, good));
    }
    long all = n * (n - 1) * (n - 2) / 6;
    long good = level == 5 ? r * b * g : r * (r - 1) / 2 * (b + g);
    return Draft.english(
        style.say(level == 5 ? ALL_DIFFERENT : EXACTLY_TWO, r, b, g),
        style.fraction(good, all),
        counts(all, good));
  }

  private static String counts(long all, long good) {
    return "There are " + all + " draws and " + good + " of them count";
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
