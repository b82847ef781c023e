// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Remainders of powers, solved by repeated squaring. */
final class ModularPower implements Family {
  private static final String[] SAY = {
    "Find the remainder when {} is divided by {}.",
    "What remainder does {} leave when divided by {}?",
    "Compute {} modulo {}."
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int base = digits.between(2, Numbers.at(level, 9, 12, 20, 40, 60, 99));
    int exponent = digits.between(2, Numbers.at(level, 5, 9, 20, 40, 99, 255));
    int modulus =
        digits.between(
            Numbers.at(level, 3, 13, 21, 31, 51, 100), Numbers.at(level, 12, 20, 30, 50, 99, 199));
    StringBuilder powers = new StringBuilder();
    long value = 1;
    // From the leading bit down: square, and multiply where the bit is set.
    for (int bit = 31 - Integer.numberOfLeadingZeros(exponent); bit >= 0; bit--) {
      boolean set = (exponent >>> bit & 1) == 1;
      long raw = value * value * (set ? base : 1);
      powers.append(powers.length() == 0 ? "" : ", ").append(base).append('^');
      powers.append(exponent >>> bit).append(" = ");
      if (value > 1 && level <= 4) {
        powers.append(value).append("^2").append(set ? " * " + base : "").append(" = ");
      }
      value = raw % modulus;
      powers.append(raw == value || level > 4 ? "" : raw + " = ").append(value);
    }
    return Draft.english(
        style.say(SAY, style.math(base + "^{" + exponent + "}"), modulus),
        Long.toString(value),
        "Modulo " + modulus + ": " + powers);
  }

  @Override
  public String name() {
    return "modular-power";
  }

  @Override
  public String domain() {
    return "number theory";
  }
}
