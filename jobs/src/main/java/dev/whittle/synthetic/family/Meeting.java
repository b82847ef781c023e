// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Two travelers who meet or catch up, solved by relative speed. */
final class Meeting implements Family {
  private static final String[] MEET = {
    "Two trains start {} km apart and drive toward each other at {} and {} km per hour. After how many hours do they meet?",
    "Two towns are {} km apart. Cyclists leave them toward each other at {} and {} km per hour. How many hours pass until they meet?"
  };
  private static final String[] CATCH = {
    "A bus is {} km ahead and drives at {} km per hour. A car follows at {} km per hour. After how many hours does it catch the bus?",
    "A ship has a lead of {} km and sails at {} km per hour. A faster one follows at {} km per hour. How many hours does it need to catch up?"
  };
  private static final String[] WHERE = {
    "A bus leaves {} hours before a car. The bus drives at {} and the car at {} km per hour. After how many km does the car catch the bus?",
    "A ship starts {} hours before another. They sail at {} and {} km per hour. How many km from the start does the second catch the first?"
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
          "Together they make " + (slow + fast) + " km per hour",
          "The time is " + distance + " / " + (slow + fast));
    }
    if (level == 4) {
      int lead = digits.between(5, 200);
      return Draft.english(
          style.say(CATCH, lead, slow, fast),
          style.fraction(lead, more),
          "The gap closes by " + more + " km per hour",
          "The time is " + lead + " / " + more);
    }
    int hours = level == 5 ? digits.between(2, 5) : digits.between(6, 12);
    return Draft.english(
        style.say(WHERE, hours, slow, fast),
        style.fraction((long) hours * slow * fast, more),
        "The lead is " + hours * slow + " km",
        "The car needs " + hours * slow + " / " + more + " hours",
        "The distance is " + (long) hours * slow * fast + " / " + more);
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
