// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Finds the last number of a text, with its sign, currency, fraction and percent sign. */
final class Numbers {

  private Numbers() {}

  static Extraction last(String text, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (!Chars.isDigit(text.charAt(i))) {
        continue;
      }
      int end = i + 1;
      int start = run(text, from, i);
      if (counts(text, from, start)) {
        return whole(text, from, start, end, to);
      }
      i = start;
    }
    return Extraction.NOTHING;
  }

  /** The first number of a text. */
  static Extraction first(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Chars.isDigit(text.charAt(i))) {
        continue;
      }
      int end = i;
      while (end < to && inside(text, end, to)) {
        end++;
      }
      int start = i > from && text.charAt(i - 1) == '.' ? i - 1 : i;
      if (counts(text, from, start)) {
        return whole(text, from, start, end, to);
      }
      i = end;
    }
    return Extraction.NOTHING;
  }

  private static boolean inside(String text, int i, int to) {
    char c = text.charAt(i);
    return Chars.isDigit(c)
        || ((c == '.' || c == ',') && i + 1 < to && Chars.isDigit(text.charAt(i + 1)));
  }

  /** The first character of the number that ends with the digit at {@code last}. */
  private static int run(String text, int from, int last) {
    int i = last;
    while (i > from) {
      char c = text.charAt(i - 1);
      if (Chars.isDigit(c)) {
        i--;
      } else if ((c == '.' || c == ',') && i - 2 >= from && Chars.isDigit(text.charAt(i - 2))) {
        i -= 2;
      } else if (c == '.') {
        i--;
        break;
      } else {
        break;
      }
    }
    return i;
  }

  /** Digits inside a word, an exponent or an index are no number of their own. */
  private static boolean counts(String text, int from, int start) {
    if (start == from) {
      return true;
    }
    char c = text.charAt(start - 1);
    return c != '^'
        && c != '_'
        && !Chars.isAsciiLetter(c)
        && !(c == '{' && start - 2 >= from && "^_".indexOf(text.charAt(start - 2)) >= 0);
  }

  private static Extraction whole(String text, int from, int start, int end, int to) {
    int s = start;
    int e = end;
    // a/b
    if (s - 2 >= from && text.charAt(s - 1) == '/' && Chars.isDigit(text.charAt(s - 2))) {
      s = run(text, from, s - 2);
    }
    if (e + 1 < to && text.charAt(e) == '/' && Chars.isDigit(text.charAt(e + 1))) {
      e++;
      while (e < to && inside(text, e, to)) {
        e++;
      }
    }
    if (s > from && currency(text.charAt(s - 1))) {
      s--;
      if (s > from && text.charAt(s - 1) == '\\') {
        s--;
      }
    }
    if (s > from && minus(text.charAt(s - 1)) && sign(text, from, s - 1)) {
      s--;
    }
    if (e < to && text.charAt(e) == '%') {
      e++;
    } else if (e + 1 < to && text.charAt(e) == '\\' && text.charAt(e + 1) == '%') {
      e += 2;
    }
    return Extraction.of(text, s, e, Rule.NUMBER);
  }

  private static boolean currency(char c) {
    return c == '$' || c == '€' || c == '£' || c == '¥' || c == '￥';
  }

  private static boolean minus(char c) {
    return c == '-' || c == '−' || c == '–';
  }

  /** Whether the minus at {@code at} is a sign and not a difference or a dash between words. */
  private static boolean sign(String text, int from, int at) {
    if (at == from) {
      return true;
    }
    char c = text.charAt(at - 1);
    return Chars.isBlank(c)
        || c == '('
        || c == '='
        || c == ':'
        || c == '$'
        || c == '*'
        || c == '['
        || c == '{'
        || c == '，'
        || c == '：'
        || Chars.isCjk(c);
  }
}
