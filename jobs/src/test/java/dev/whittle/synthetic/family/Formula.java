// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

import java.util.Map;

/**
 * Evaluates what the families write, plain or in LaTeX, by recursive descent over exact fractions.
 */
final class Formula {
  private final String text;
  private final Map<Character, Rational> letters;
  private int at;

  private Formula(String text, Map<Character, Rational> letters) {
    this.text = text.replace("\\times", "*").replace(" ", "");
    this.letters = letters;
  }

  static Rational value(String text) {
    return value(text, Map.of());
  }

  static Rational value(String text, Map<Character, Rational> letters) {
    Formula formula = new Formula(text, letters);
    Rational value = formula.sum();
    if (formula.at != formula.text.length()) {
      throw new IllegalArgumentException("cannot read " + text + " from " + formula.at);
    }
    return value;
  }

  private Rational sum() {
    Rational value = product();
    while (peek('+') || peek('-')) {
      boolean plus = text.charAt(at++) == '+';
      Rational next = product();
      value = plus ? value.plus(next) : value.minus(next);
    }
    return value;
  }

  private Rational product() {
    Rational value = power();
    while (at < text.length() && "+-)}".indexOf(text.charAt(at)) < 0) {
      if (peek('*')) {
        at++;
        value = value.times(power());
      } else if (peek('/')) {
        at++;
        value = value.over(power());
      } else {
        value = value.times(power());
      }
    }
    return value;
  }

  private Rational power() {
    Rational base = atom();
    if (!peek('^')) {
      return base;
    }
    at++;
    int exponent = atom().top().intValueExact();
    Rational value = Rational.of(1);
    for (int i = 0; i < exponent; i++) {
      value = value.times(base);
    }
    return value;
  }

  private Rational atom() {
    char c = text.charAt(at);
    if (c == '-') {
      at++;
      return power().times(Rational.of(-1));
    }
    if (c == '(' || c == '{') {
      at++;
      Rational value = sum();
      at++;
      return value;
    }
    if (text.startsWith("\\frac", at)) {
      at += 5;
      Rational top = atom();
      return top.over(atom());
    }
    if (letters.containsKey(c)) {
      at++;
      return letters.get(c);
    }
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    return Rational.read(text.substring(from, at));
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }
}
