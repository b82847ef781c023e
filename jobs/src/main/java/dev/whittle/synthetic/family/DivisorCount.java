// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Numbers of divisors, solved by prime factors. */
final class DivisorCount implements Family {
  private static final String[] SAY = {
    "How many positive divisors does {} have?",
    "Find the number of positive divisors of {}.",
    "How many positive whole numbers divide {}?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    long number =
        (long) Numbers.at(level, 1, 2, 4, 6, 12, 60)
            * digits.between(
                Numbers.at(level, 6, 101, 251, 601, 1001, 801),
                Numbers.at(level, 200, 500, 900, 2000, 4000, 9000));
    StringBuilder factors = new StringBuilder();
    StringBuilder divisions = new StringBuilder();
    StringBuilder counts = new StringBuilder();
    long rest = number;
    long divisors = 1;
    for (long prime = 2; rest > 1; prime++) {
      if (prime * prime > rest) {
        prime = rest;
      }
      int exponent = 0;
      while (rest % prime == 0) {
        if (rest > prime) {
          divisions.append(divisions.length() == 0 ? "" : ", ").append(rest).append(" / ");
          divisions.append(prime).append(" = ").append(rest / prime);
        }
        rest /= prime;
        exponent++;
      }
      if (exponent > 0) {
        factors
            .append(factors.length() == 0 ? "" : " * ")
            .append(prime)
            .append('^')
            .append(exponent);
        counts.append(counts.length() == 0 ? "" : " * ").append(exponent + 1);
        divisors *= exponent + 1;
      }
    }
    return Draft.english(
        style.say(SAY, style.math(Long.toString(number))),
        Long.toString(divisors),
        divisions.length() == 0 ? null : divisions.toString(),
        number + " = " + factors,
        counts + " = " + divisors);
  }

  @Override
  public String name() {
    return "divisor-count";
  }

  @Override
  public String domain() {
    return "number theory";
  }
}
