// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Numbers written in another base, solved by remainders. */
final class BaseConversion implements Family {
  private static final String[] FROM_TEN = {
    "Write the number {} in base {}.", "How is {} written in base {}?", "Convert {} to base {}."
  };
  private static final String[] BETWEEN = {
    "The base {} number {} is to be written in base {}. What is it?",
    "In base {} a number is written {}. How is it written in base {}?"
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
        "The number is " + number,
        remainders(number, wanted));
  }

  private static String remainders(int number, int base) {
    StringBuilder text = new StringBuilder("Dividing by ").append(base).append(" leaves ");
    for (int rest = number; rest > 0; rest /= base) {
      text.append(rest == number ? "" : ", ").append(rest % base);
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
