// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Products of decimals, solved by multiplying whole numbers and placing the point. */
final class DecimalProduct implements Family {
  private static final String[] SAY = {
    "Multiply {} by {}.",
    "What is {} times {}?",
    "Find the exact product of {} and {}.",
    "Compute the product of {} and {} as a decimal."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int left = Numbers.at(level, 1, 1, 2, 2, 3, 3);
    int right = Numbers.at(level, 0, 1, 1, 2, 2, 3);
    // The last digit is never 0, so two codes never spell the same number.
    long a =
        10L * digits.between(1, Numbers.at(level, 12, 9, 40, 90, 300, 900)) + digits.between(1, 9);
    long b =
        10L * digits.between(level == 1 ? 0 : 1, Numbers.at(level, 0, 4, 9, 40, 90, 300))
            + digits.between(level == 1 ? 2 : 1, 9);
    String x = Numbers.decimal(a, left);
    String y = Numbers.decimal(b, right);
    String answer = Numbers.decimal(a * b, left + right);
    return Draft.english(
        style.say(SAY, style.math(x), style.math(y)),
        answer,
        Numbers.product(a, b),
        left + right == 1 ? "One decimal place" : (left + right) + " decimal places");
  }

  @Override
  public String name() {
    return "decimal-product";
  }

  @Override
  public String domain() {
    return "arithmetic";
  }
}
