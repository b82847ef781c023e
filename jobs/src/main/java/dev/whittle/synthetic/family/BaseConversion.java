// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Numbers written in another base, solved by remainders. */
final class BaseConversion implements Family {
  private static final String[] FROM_TEN = {
    "Write the number {} in base {}.", "How is {} written in base {}?", "Convert {} to base {}."
  };
  private static final String[] BETWEEN = {
    "The base {} number {} is to be written in base {}. What is it?",
    "In base {} a number is written {}. How is it written in base {}?",
    "Convert from base {} the number {} to base {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int number =
        digits.between(
            Numbers.at(level, 6, 61, 251, 6, 251, 1000),
            Numbers.at(level, 60, 250, 999, 250, 999, 9999));
    if (level <= 3) {
      int base = digits.between(2, Numbers.at(level, 4, 7, 9, 0, 0, 0));
      String answer = Integer.toString(number, base);
      return Draft.english(style.say(FROM_TEN, number, base), answer, remainders(number, base));
    }
    int from = digits.between(2, 5);
    int to = digits.between(6, 9);
    boolean down = digits.below(2) == 1;
    int given = down ? to : from;
    int wanted = down ? from : to;
    String answer = Integer.toString(number, wanted);
    return Draft.english(
        style.say(BETWEEN, given, Integer.toString(number, given), wanted),
        answer,
        "From the left: " + values(number, given),
        remainders(number, wanted));
  }

  private static String remainders(int number, int base) {
    StringBuilder text = new StringBuilder(100).append(number).append(" by ").append(base);
    for (int rest = number; rest > 0; rest /= base) {
      text.append(rest == number ? ": " : ", ").append(rest / base).append(" r ");
      text.append(rest % base);
    }
    return text.toString();
  }

  /** What the first one, two, three digits are worth: 1101 in base 2 gives 1, 3, 6, 13. */
  private static String values(int number, int base) {
    StringBuilder text = new StringBuilder(60);
    int power = 1;
    while (power <= number / base) {
      power *= base;
    }
    for (; power > 0; power /= base) {
      text.append(text.length() == 0 ? "" : ", ").append(number / power);
    }
    return text.toString();
  }

  @Override
  public String name() {
    return "base-conversion";
  }

  @Override
  public String domain() {
    return "number theory";
  }
}
