// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Terms, sums and infinite sums of geometric sequences. */
final class GeometricSum implements Family {
  private static final String[] TERM = {
    "A geometric sequence starts with {} and has ratio {}. Find term number {}.",
    "In a geometric sequence the first term is {} and the ratio is {}. What is term number {}?",
    "A list of numbers begins with {} and every number is {} times the one before. What is number {} of the list?"
  };
  private static final String[] SUM = {
    "A geometric sequence starts with {} and has ratio {}. Find the sum of its first {} terms.",
    "In a geometric sequence the first term is {} and the ratio is {}. What do the first {} terms add up to?",
    "A list of numbers begins with {} and every number is {} times the one before. Add up the first {} of these numbers."
  };
  private static final String[] INFINITE = {
    "Find the sum of the infinite geometric series with first term {} and ratio {}.",
    "An infinite geometric series starts with {} and has ratio {}. What is its sum?",
    "A list of numbers begins with {}, never ends, and every number is {} times the one before. What do all of these numbers add up to?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    long first = digits.between(1, Numbers.at(level, 30, 40, 40, 60, 90, 90));
    if (level >= 5) {
      int bottom = level == 5 ? digits.between(2, 12) : digits.between(13, 40);
      int part = digits.below(60);
      // One of 1..bottom-1; the bound must not depend on the denominator, so the pair is spread
      // over a constant range.
      int top = 1 + part % (bottom - 1);
      int whole = part / (bottom - 1);
      boolean minus = level == 6 && digits.below(2) == 1;
      long start = first + 90L * whole;
      long down = minus ? bottom + top : bottom - top;
      String ratio = (minus ? "-" : "") + "\\frac{" + top + "}{" + bottom + "}";
      return Draft.english(
          style.say(INFINITE, start, style.math(ratio)),
          style.fraction(start * bottom, down),
          "One minus the ratio is " + down + "/" + bottom,
          Numbers.product(start, bottom),
          Numbers.reduction(start * bottom, down));
    }
    int ratio = digits.between(2, Numbers.at(level, 4, 6, 5, 6, 0, 0));
    boolean minus = level == 4 && digits.below(2) == 1;
    int n =
        digits.between(Numbers.at(level, 3, 6, 3, 7, 0, 0), Numbers.at(level, 5, 7, 6, 8, 0, 0));
    long signed = minus ? -ratio : ratio;
    long term = first;
    long sum = first;
    StringBuilder terms = new StringBuilder().append(first);
    StringBuilder sums = new StringBuilder().append(first);
    for (int i = 1; i < n; i++) {
      term *= signed;
      sum += term;
      terms.append(", ").append(term);
      sums.append(", ").append(sum);
    }
    return Draft.english(
        style.say(level <= 2 ? TERM : SUM, first, signed, n),
        Long.toString(level <= 2 ? term : sum),
        "The terms are " + terms,
        level <= 2 ? null : "The sums are " + sums);
  }

  @Override
  public String name() {
    return "geometric-sum";
  }

  @Override
  public String domain() {
    return "sequences";
  }
}
