// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Sequences given by a recurrence, solved step by step. */
final class Recurrence implements Family {
  private static final String[] ONE = {
    "A sequence has {} and {}. Find {}.",
    "Let {} and {}. What is {}?",
    "Given {} and {}, compute {}."
  };
  private static final String[] TWO = {
    "A sequence has {}, {} and {}. Find {}.",
    "Let {}, {} and {}. What is {}?",
    "Given {}, {} and {}, compute {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int limit = Numbers.at(level, 9, 20, 20, 30, 9, 20);
    long first = digits.between(1, limit);
    StringBuilder terms = new StringBuilder().append(first);
    if (level <= 4) {
      int factor = digits.between(2, Numbers.at(level, 3, 4, 5, 6, 0, 0));
      int shift = digits.between(level <= 2 ? 1 : -9, 9);
      int last =
          digits.between(Numbers.at(level, 3, 5, 6, 7, 0, 0), Numbers.at(level, 4, 5, 6, 8, 0, 0));
      long term = first;
      for (int i = 2; i <= last; i++) {
        term = factor * term + shift;
        terms.append(", ").append(term);
      }
      return Draft.english(
          style.say(
              ONE,
              style.math("a_1 = " + first),
              style.math("a_{n+1} = " + factor + "a_n" + Numbers.plus(shift)),
              style.math("a_" + last)),
          Long.toString(term),
          "The terms are " + terms);
    }
    long second = digits.between(1, limit);
    int factor = digits.between(1, level == 5 ? 3 : 5);
    int other = digits.between(1, level == 5 ? 3 : 5);
    boolean minus = level == 6 && digits.below(2) == 1;
    int last = level == 5 ? digits.between(4, 6) : digits.between(7, 8);
    long before = first;
    long term = second;
    terms.append(", ").append(second);
    for (int i = 3; i <= last; i++) {
      long next = factor * term + (minus ? -other : other) * before;
      before = term;
      term = next;
      terms.append(", ").append(term);
    }
    String rule =
        "a_{n+2} = "
            + Numbers.term(factor, "a_{n+1}")
            + Numbers.plus(minus ? -other : other, "a_n");
    return Draft.english(
        style.say(
            TWO,
            style.math("a_1 = " + first),
            style.math("a_2 = " + second),
            style.math(rule),
            style.math("a_" + last)),
        Long.toString(term),
        "The terms are " + terms);
  }

  @Override
  public String name() {
    return "recurrence";
  }

  @Override
  public String domain() {
    return "sequences";
  }
}
