// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Two travelers who meet or catch up, solved by relative speed. */
final class Meeting implements Family {
  private static final String[] MEET = {
    "Two trains start {} km apart and drive toward each other at {} and {} km per hour. After how many hours do they meet?",
    "Two towns are {} km apart. Cyclists leave them toward each other at {} and {} km per hour. How many hours pass until they meet?",
    "The distance between two ships is {} km. They sail straight at each other at {} and {} km per hour. In how many hours do they meet?"
  };
  private static final String[] CATCH = {
    "A bus is {} km ahead and drives at {} km per hour. A car follows at {} km per hour. After how many hours does it catch the bus?",
    "A ship has a lead of {} km and sails at {} km per hour. A faster one follows at {} km per hour. How many hours does it need to catch up?",
    "A runner is {} km in front and runs {} km per hour, a cyclist behind rides {} km per hour. In how many hours does the cyclist reach the runner?"
  };
  private static final String[] WHERE = {
    "A bus leaves {} hours before a car. The bus drives at {} and the car at {} km per hour. After how many km does the car catch the bus?",
    "A ship starts {} hours before another. They sail at {} and {} km per hour. How many km from the start does the second catch the first?",
    "A runner starts {} hours before a cyclist. The runner makes {} and the cyclist {} km per hour. After how many km does the cyclist reach the runner?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int slow =
        digits.between(
            Numbers.at(level, 10, 41, 61, 10, 10, 10), Numbers.at(level, 40, 60, 90, 90, 60, 90));
    int more = digits.between(level <= 3 ? 0 : 2, Numbers.at(level, 30, 40, 60, 60, 40, 60));
    int fast = slow + more;
    if (level <= 3) {
      int hours = digits.between(2, 9);
      long distance =
          level == 3 ? 10L * hours * 7 + digits.below(200) : (long) hours * (slow + fast);
      return Draft.english(
          style.say(MEET, distance, slow, fast),
          style.fraction(distance, slow + fast),
          slow + " + " + fast + " = " + (slow + fast),
          "The time is " + distance + " / " + (slow + fast),
          Numbers.reduction(distance, slow + fast));
    }
    if (level == 4) {
      int lead = digits.between(5, 200);
      return Draft.english(
          style.say(CATCH, lead, slow, fast),
          style.fraction(lead, more),
          fast + " - " + slow + " = " + more,
          "The time is " + lead + " / " + more,
          Numbers.reduction(lead, more));
    }
    int hours = level == 5 ? digits.between(2, 5) : digits.between(6, 12);
    return Draft.english(
        style.say(WHERE, hours, slow, fast),
        style.fraction((long) hours * slow * fast, more),
        hours + " * " + slow + " = " + hours * slow,
        fast + " - " + slow + " = " + more,
        Numbers.product(hours * slow, fast),
        Numbers.reduction((long) hours * slow * fast, more));
  }

  @Override
  public String name() {
    return "meeting";
  }

  @Override
  public String domain() {
    return "word problems";
  }
}
