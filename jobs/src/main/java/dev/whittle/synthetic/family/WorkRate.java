// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Pumps that fill or drain a tank together, solved by adding rates. */
final class WorkRate implements Family {
  private static final String[] TWO = {
    "One pump fills a tank in {} hours and another fills it in {} hours. How many hours do both need together?",
    "A tank is filled by one pipe in {} hours and by a second one in {} hours. How many hours does it take with both open?",
    "One painter needs {} hours for a wall and another needs {} hours. How many hours do they need if they work together?"
  };
  private static final String[] THREE = {
    "Three pumps fill a tank in {}, {} and {} hours. How many hours do all three need together?",
    "A tank is filled by three pipes in {}, {} and {} hours. How many hours does it take with all of them open?",
    "Three painters would need {}, {} and {} hours for a wall. How many hours do they need if all work together?"
  };
  private static final String[] DRAIN = {
    "A pump fills a tank in {} hours and a drain empties it in {} hours. How many hours does filling take with both at work?",
    "A pipe fills a tank in {} hours. A leak would empty it in {} hours. How many hours does it take to fill the leaking tank?",
    "A bath fills in {} hours while the plug is in and empties in {} hours once it is out. How many hours does it take to fill without the plug?"
  };
  private static final String[] TWO_AND_DRAIN = {
    "Two pumps fill a tank in {} and {} hours and a drain empties it in {} hours. How many hours does filling take with all at work?",
    "Two pipes fill a tank in {} and {} hours. A leak would empty it in {} hours. How many hours does it take to fill the leaking tank?",
    "A bath has two taps that fill it in {} and {} hours, and it empties in {} hours without the plug. How many hours does it take to fill with both taps open and no plug?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 20, 40, 60, 20, 90, 20);
    long a = digits.between(Numbers.at(level, 2, 21, 41, 2, 2, 2), limit);
    long b = a + digits.between(1, limit);
    if (level <= 3 || level == 5) {
      boolean drain = level == 5;
      long together = drain ? b - a : a + b;
      return Draft.english(
          style.say(drain ? DRAIN : TWO, a, b),
          style.fraction(a * b, together),
          (drain ? b + " - " + a : a + " + " + b) + " = " + together,
          Numbers.product(a, b),
          Numbers.reduction(a * b, together));
    }
    long c = b + digits.between(1, limit);
    long rate = level == 4 ? b * c + a * c + a * b : b * c + a * c - a * b;
    return Draft.english(
        style.say(level == 4 ? THREE : TWO_AND_DRAIN, a, b, c),
        style.fraction(a * b * c, rate),
        "The tank is " + a + " * " + b + " * " + c + " = " + a * b * c + " parts",
        b * c + " + " + a * c + (level == 4 ? " + " : " - ") + a * b + " = " + rate + " an hour",
        Numbers.reduction(a * b * c, rate));
  }

  @Override
  public String name() {
    return "work-rate";
  }

  @Override
  public String domain() {
    return "word problems";
  }
}
