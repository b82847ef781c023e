// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * How a problem is worded: phrasing, names, LaTeX or plain. It never touches a number, so two
 * styles of one code are the same problem, and two codes in one style are numeric variants of each
 * other.
 */
final class Style {
  static final String[] NAMES = {
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Henry", "Ida", "Jonas", "Kira",
    "Leo", "Mia", "Noah", "Olga", "Paul"
  };
  private static final String[] LETTERS = {"x", "y", "n", "t"};
  private final Draw draw;
  private final boolean latex;

  Style(long key) {
    this.draw = new Draw(key);
    this.latex = draw.below(2) == 0;
  }

  /** One of the choices. */
  String of(String... choices) {
    return draw.of(choices);
  }

  String name() {
    return of(NAMES);
  }

  /** The letter of an unknown. */
  String letter() {
    return of(LETTERS);
  }

  /**
   * One of the phrasings with its {@code {}} filled in order: every phrasing names its numbers in
   * the same order, which is what the tests read them by.
   */
  String say(String[] phrasings, Object... values) {
    String phrasing = of(phrasings);
    StringBuilder text = new StringBuilder(phrasing.length() + 32);
    int from = 0;
    for (Object value : values) {
      int hole = phrasing.indexOf("{}", from);
      text.append(phrasing, from, hole).append(value);
      from = hole + 2;
    }
    return text.append(phrasing, from, phrasing.length()).toString();
  }

  /** A formula, given in LaTeX, between dollars or spelled plainly. */
  String math(String formula) {
    return latex ? "$" + formula + "$" : plain(formula);
  }

  /** A reduced fraction, or an integer where it is one. */
  String fraction(long numerator, long denominator) {
    return latex
        ? Numbers.latexFraction(numerator, denominator)
        : Numbers.plainFraction(numerator, denominator);
  }

  private static String plain(String formula) {
    StringBuilder text = new StringBuilder(formula.length());
    int i = 0;
    while (i < formula.length()) {
      if (formula.startsWith("\\times", i)) {
        text.append('*');
        i += 6;
      } else if (formula.startsWith("\\frac{", i)) {
        int middle = formula.indexOf("}{", i);
        int end = formula.indexOf('}', middle + 2);
        text.append(formula, i + 6, middle).append('/').append(formula, middle + 2, end);
        i = end + 1;
      } else if (formula.startsWith("^{", i)) {
        int end = formula.indexOf('}', i);
        text.append('^').append(formula, i + 2, end);
        i = end + 1;
      } else if (formula.startsWith("_{", i)) {
        int end = formula.indexOf('}', i);
        text.append("_(").append(formula, i + 2, end).append(')');
        i = end + 1;
      } else {
        text.append(formula.charAt(i));
        i++;
      }
    }
    return text.toString();
  }
}
