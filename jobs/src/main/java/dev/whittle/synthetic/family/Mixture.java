// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Mixing solutions, solved by following the dissolved part. */
final class Mixture implements Family {
  private static final String[] MIX = {
    "{} liters of a {} percent salt solution are mixed with {} liters of a {} percent solution. How many percent salt does the mixture have?",
    "A chemist pours {} liters of {} percent acid and {} liters of {} percent acid together. What is the strength of the result in percent?",
    "Into {} liters of {} percent juice someone stirs {} liters of {} percent juice. How many percent juice is that?"
  };
  private static final String[] WATER = {
    "How many liters of water must be added to {} liters of a {} percent salt solution to make it a {} percent solution?",
    "A chemist has {} liters of {} percent acid and wants {} percent acid. How many liters of water must be added?",
    "There are {} liters of {} percent juice, to be thinned to {} percent. How many liters of water does that take?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level <= 4) {
      int scale =
          Numbers.at(level, 1, 1, 1, 10, 0, 0)
              * digits.between(
                  Numbers.at(level, 1, 2, 4, 1, 0, 0), Numbers.at(level, 1, 3, 9, 9, 0, 0));
      int part = digits.between(1, 9);
      int percents = Numbers.at(level, 9, 9, 99, 99, 0, 0);
      int unit = level <= 2 ? 10 : 1;
      // The whole is ten parts, so the result has one decimal at most.
      long p = (long) unit * digits.between(1, percents);
      long q = (long) unit * digits.between(1, percents);
      long a = (long) part * scale;
      long b = (long) (10 - part) * scale;
      long salt = a * p + b * q;
      String answer = Numbers.decimal(salt / scale, 1) + "\\%";
      return Draft.english(
          style.say(MIX, a, p, b, q),
          answer,
          Numbers.product(a, p),
          Numbers.product(b, q),
          a * p + " + " + b * q + " = " + salt,
          salt + " / " + (a + b) + " = " + Numbers.decimal(salt / scale, 1));
    }
    long liters = level == 5 ? digits.between(2, 30) : digits.between(31, 90);
    long weak = digits.between(2, 40);
    long strong = weak + digits.between(1, 50);
    return Draft.english(
        style.say(WATER, liters, strong, weak),
        style.fraction(liters * (strong - weak), weak),
        strong + " - " + weak + " = " + (strong - weak),
        Numbers.product(liters, strong - weak),
        "The water is " + liters * (strong - weak) + " / " + weak,
        Numbers.reduction(liters * (strong - weak), weak));
  }

  @Override
  public String name() {
    return "mixture";
  }

  @Override
  public String domain() {
    return "word problems";
  }
}
