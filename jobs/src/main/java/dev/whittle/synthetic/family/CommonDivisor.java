// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Greatest common divisors, solved by the Euclidean algorithm. */
final class CommonDivisor implements Family {
  private static final String[] TWO = {
    "Find the greatest common divisor of {} and {}.",
    "What is the largest number that divides both {} and {}?",
    "Compute $\\gcd({}, {})$."
  };
  private static final String[] THREE = {
    "Find the greatest common divisor of {}, {} and {}.",
    "What is the largest number that divides all of {}, {} and {}?",
    "Compute $\\gcd({}, {}, {})$."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int unit = Numbers.at(level, 2, 4, 6, 6, 6, 12);
    int limit = Numbers.at(level, 20, 40, 90, 900, 200, 900);
    long a = (long) unit * digits.between(Numbers.at(level, 1, 11, 27, 91, 1, 101), limit);
    long b = a + (long) unit * digits.between(1, limit);
    long gcd = Numbers.gcd(a, b);
    if (level < 5) {
      return Draft.english(style.say(TWO, a, b), Long.toString(gcd), euclid(b, a));
    }
    long c = b + (long) unit * digits.between(1, limit);
    long all = Numbers.gcd(gcd, c);
    return Draft.english(
        style.say(THREE, a, b, c), Long.toString(all), euclid(b, a), "Then " + euclid(c, gcd));
  }

  private static String euclid(long large, long small) {
    StringBuilder chain = new StringBuilder();
    long a = large;
    long b = small;
    while (b != 0) {
      chain.append("gcd(").append(a).append(", ").append(b).append(") = ");
      long rest = a % b;
      a = b;
      b = rest;
    }
    return chain.append(a).toString();
  }

  @Override
  public String name() {
    return "greatest-common-divisor";
  }

  @Override
  public String domain() {
    return "number theory";
  }
}
