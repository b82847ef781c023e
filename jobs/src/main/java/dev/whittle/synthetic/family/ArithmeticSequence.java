// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Terms and sums of arithmetic sequences. */
final class ArithmeticSequence implements Family {
  private static final String[] TERM = {
    "An arithmetic sequence starts with {} and has common difference {}. Find term number {}.",
    "In an arithmetic sequence the first term is {} and the difference is {}. What is term number {}?",
    "A list of numbers begins with {} and every number is {} more than the one before. What is number {} of the list?"
  };
  private static final String[] SUM = {
    "An arithmetic sequence starts with {} and has common difference {}. Find the sum of its first {} terms.",
    "In an arithmetic sequence the first term is {} and the difference is {}. What do the first {} terms add up to?",
    "A list of numbers begins with {} and every number is {} more than the one before. Add up the first {} of these numbers."
  };
  private static final String[] FROM_TERMS = {
    "In an arithmetic sequence term number {} is {} and term number {} is {}. Find term number {}.",
    "Term number {} of an arithmetic sequence is {}, and term number {} is {}. What is term number {}?",
    "If term number {} of an arithmetic sequence equals {} and term number {} equals {}, what does term number {} equal?"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int reach = Numbers.at(level, 20, 60, 90, 40, 90, 60);
    long first = digits.between(level <= 2 ? 1 : -reach, reach);
    long step = digits.between(level <= 2 ? 2 : -20, 20);
    if (level == 6) {
      int p = digits.between(2, 9);
      int q = p + digits.between(2, 9);
      int r = q + digits.between(5, 60);
      long atP = first + (p - 1) * step;
      long atQ = first + (q - 1) * step;
      long atR = first + (r - 1) * step;
      return Draft.english(
          style.say(FROM_TERMS, p, atP, q, atQ, r),
          Long.toString(atR),
          "The difference is ("
              + atQ
              + " - "
              + Numbers.signed(atP)
              + ") / "
              + (q - p)
              + " = "
              + (atQ - atP)
              + " / "
              + (q - p)
              + " = "
              + step,
          Numbers.product(r - q, step),
          atQ + Numbers.plus((r - q) * step) + " = " + atR);
    }
    int n =
        digits.between(
            Numbers.at(level, 4, 13, 41, 4, 21, 0), Numbers.at(level, 12, 40, 99, 20, 60, 0));
    long last = first + (n - 1) * step;
    String product = Numbers.product(n - 1, step);
    String term = first + Numbers.plus((n - 1) * step) + " = " + last;
    if (level <= 3) {
      return Draft.english(style.say(TERM, first, step, n), Long.toString(last), product, term);
    }
    long sum = n * (first + last) / 2;
    return Draft.english(
        style.say(SUM, first, step, n),
        Long.toString(sum),
        product,
        term,
        first + Numbers.plus(last) + " = " + (first + last),
        Numbers.product(n, first + last),
        n * (first + last) + " / 2 = " + sum);
  }

  @Override
  public String name() {
    return "arithmetic-sequence";
  }

  @Override
  public String domain() {
    return "sequences";
  }
}
