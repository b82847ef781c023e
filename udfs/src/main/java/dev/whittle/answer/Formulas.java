// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Finds the last formula between math delimiters. */
final class Formulas {

  private Formulas() {}

  static Extraction last(String text, int from, int to) {
    Extraction dollars = dollars(text, from, to);
    Extraction round = between(text, from, to, "\\(", "\\)");
    Extraction square = between(text, from, to, "\\[", "\\]");
    Extraction last = dollars;
    last = round.start() > last.start() ? round : last;
    return square.start() > last.start() ? square : last;
  }

  /** The first formula of a text. */
  static Extraction first(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      String close = null;
      int start = i + 2;
      if (c == '$') {
        boolean twice = i + 1 < to && text.charAt(i + 1) == '$';
        close = twice ? "$$" : "$";
        start = twice ? i + 2 : i + 1;
      } else if (c == '\\' && i + 1 < to) {
        char next = text.charAt(i + 1);
        close = next == '(' ? "\\)" : next == '[' ? "\\]" : null;
        if (next == '$') {
          i++;
        }
      }
      if (close != null) {
        int end = text.indexOf(close, start);
        return end < 0 || end >= to
            ? Extraction.NOTHING
            : Extraction.of(text, start, end, Rule.MATH);
      }
    }
    return Extraction.NOTHING;
  }

  private static Extraction between(String text, int from, int to, String open, String close) {
    int end = text.lastIndexOf(close, to);
    if (end < from || end >= to) {
      return Extraction.NOTHING;
    }
    int start = text.lastIndexOf(open, end - 1);
    if (start < from || end - start > AnswerExtractor.LONGEST) {
      return Extraction.NOTHING;
    }
    return Extraction.of(text, start + 2, end, Rule.MATH);
  }

  private static Extraction dollars(String text, int from, int to) {
    int end = to;
    for (int tries = 0; tries < 6; tries++) {
      end = text.lastIndexOf('$', end - 1);
      if (end < from) {
        return Extraction.NOTHING;
      }
      boolean escaped = end > from && text.charAt(end - 1) == '\\';
      boolean amount = end + 1 < to && Chars.isDigit(text.charAt(end + 1));
      if (escaped || (amount && !closes(text, from, end))) {
        continue;
      }
      int start = end - 1;
      while (start >= from && text.charAt(start) == '$') {
        start--;
      }
      int inner = start + 1;
      start = text.lastIndexOf('$', start);
      while (start > from && text.charAt(start - 1) == '\\') {
        start = text.lastIndexOf('$', start - 2);
      }
      if (start < from || inner - start > AnswerExtractor.LONGEST) {
        return Extraction.NOTHING;
      }
      Extraction found = Extraction.of(text, start + 1, inner, Rule.MATH);
      if (found.found()) {
        return found;
      }
      end = start + 1;
    }
    return Extraction.NOTHING;
  }

  /** Whether a dollar before a digit closes a formula on its line rather than being a currency. */
  private static boolean closes(String text, int from, int at) {
    int count = 0;
    for (int i = at - 1; i >= from && text.charAt(i) != '\n'; i--) {
      if (text.charAt(i) == '$') {
        count++;
      }
    }
    return count % 2 == 1;
  }
}
