// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Sums and differences of two to five whole numbers, solved by a running total. */
final class SignedSum implements Family {
  private static final String[] SAY = {
    "Compute {}.",
    "What is the value of {}?",
    "Evaluate {}.",
    "Find the value of the expression {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int terms = Numbers.at(level, 2, 2, 3, 3, 4, 5);
    int limit = Numbers.at(level, 60, 300, 300, 2000, 5000, 20000);
    // The levels that share a shape never share a first number.
    long total = digits.between(Numbers.at(level, 2, 61, 2, 301, 2, 2), limit);
    StringBuilder expression = new StringBuilder().append(total);
    String[] steps = new String[terms - 1];
    for (int i = 1; i < terms; i++) {
      int term = digits.between(2, limit);
      String sign = digits.below(2) == 0 ? " + " : " - ";
      long next = sign.equals(" + ") ? total + term : total - term;
      expression.append(sign).append(term);
      steps[i - 1] = total + sign + term + " = " + next;
      total = next;
    }
    String answer = Long.toString(total);
    return Draft.english(style.say(SAY, style.math(expression.toString())), answer, steps);
  }

  @Override
  public String name() {
    return "signed-sum";
  }

  @Override
  public String domain() {
    return "arithmetic";
  }
}
