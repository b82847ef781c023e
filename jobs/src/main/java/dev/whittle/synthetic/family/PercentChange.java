// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Percentages of change: one change from two values, several in a row from their rates. */
final class PercentChange implements Family {
  private static final String[] RISE = {
    "The price of a bag rises from {} to {} coins. By what percent does it rise?",
    "A town grew from {} to {} people. What is the growth in percent?",
    "A mass goes up from {} to {} grams. Give the increase in percent."
  };
  private static final String[] FALL = {
    "The price of a bag falls from {} to {} coins. By what percent does it fall?",
    "A town shrank from {} to {} people. What is the loss in percent?",
    "A mass goes down from {} to {} grams. Give the decrease in percent."
  };
  private static final String[] TWO = {
    "A price first rises by {} percent and then falls by {} percent. What is the total change in percent?",
    "A number is increased by {} percent and the result is decreased by {} percent. By how many percent did it change in total?",
    "Sales grow by {} percent in one year and shrink by {} percent in the next. What is the change over both years in percent?"
  };
  private static final String[] THREE = {
    "A price rises by {} percent, then falls by {} percent, then rises by {} percent. What is the total change in percent?",
    "A number is increased by {} percent, decreased by {} percent and increased by {} percent. By how many percent did it change in total?",
    "Sales grow by {} percent, then shrink by {} percent, then grow by {} percent. What is the change over all three years in percent?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    if (level >= 5) {
      int up = digits.between(2, 90);
      int down = digits.between(2, 90);
      long factor = (100L + up) * (100 - down);
      if (level == 5) {
        String answer = Numbers.decimal(factor - 10_000, 2) + "\\%";
        return Draft.english(
            style.say(TWO, up, down),
            answer,
            Numbers.product(100 + up, 100 - down),
            factor + " / 100 = " + Numbers.decimal(factor, 2),
            Numbers.decimal(factor, 2) + " - 100 = " + Numbers.decimal(factor - 10_000, 2));
      }
      int again = digits.between(2, 90);
      long all = factor * (100 + again);
      String answer = Numbers.decimal(all - 1_000_000, 4) + "\\%";
      return Draft.english(
          style.say(THREE, up, down, again),
          answer,
          Numbers.product(100 + up, 100 - down),
          Numbers.product(factor, 100 + again),
          all + " / 10000 - 100 = " + Numbers.decimal(all - 1_000_000, 4));
    }
    // In tenths of a percent, such that the new value is whole.
    int tenths =
        switch (level) {
          case 1 -> 100 * digits.between(1, 9);
          case 2 -> 50 * (2 * digits.below(10) + 1);
          case 3 -> 10 * (5 * digits.below(19) + digits.between(1, 4));
          default -> 5 * (2 * digits.below(99) + 1);
        };
    int step = Numbers.at(level, 10, 20, 100, 200, 200, 200);
    long before = (long) step * digits.between(1, Numbers.at(level, 60, 60, 99, 99, 99, 99));
    boolean rise = digits.below(2) == 0;
    long change = before * tenths / 1000;
    String answer = Numbers.decimal(tenths, 1) + "\\%";
    return Draft.english(
        style.say(rise ? RISE : FALL, before, rise ? before + change : before - change),
        answer,
        "The change is "
            + (rise ? before + change : before)
            + " - "
            + (rise ? before : before - change)
            + " = "
            + change,
        change + " / " + before + " = " + Numbers.decimal(tenths, 3));
  }

  @Override
  public String name() {
    return "percent-change";
  }

  @Override
  public String domain() {
    return "arithmetic";
  }
}
