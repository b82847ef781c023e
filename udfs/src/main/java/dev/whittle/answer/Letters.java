// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/**
 * Finds the option letter that a text settles on: after a word for "option" or "answer"; at the
 * very beginning ("D. it can't be A"); else the last letter that stands alone and is not ruled out
 * by a "not" before it. A text that does nothing but list letters settles on none.
 */
final class Letters {

  private static final String[] NOT = {
    "not", "non", "n't", "n’t", "no", "不是", "不选", "非", "nicht", "pas", "option", "be"
  };

  private static final String[] RULED_OUT = {
    "is wrong",
    "is incorrect",
    "is not ",
    "is false",
    "isn't",
    "can't",
    "cannot",
    "错",
    "不对",
    "不正确",
    "不符合",
    "不成立"
  };

  private Letters() {}

  static Extraction find(String text, int from, int to) {
    int start = from;
    while (start < to
        && (Chars.isBlank(text.charAt(start)) || "*_$\"'".indexOf(text.charAt(start)) >= 0)) {
      start++;
    }
    Extraction leading = leading(text, start, to);
    if (leading.found() && !ruledOut(text, leading.end())) {
      return leading;
    }
    return last(text, from, to);
  }

  private static Extraction leading(String text, int start, int to) {
    int i = start;
    boolean open =
        i < to && (text.charAt(i) == '(' || text.charAt(i) == '（' || text.charAt(i) == '[');
    if (open) {
      i++;
    }
    if (i >= to || !option(text.charAt(i))) {
      return Extraction.NOTHING;
    }
    int after = i + 1;
    if (open) {
      return after < to && closing(text.charAt(after)) ? one(text, i) : Extraction.NOTHING;
    }
    if (after >= to) {
      return one(text, i);
    }
    char c = text.charAt(after);
    if (".):：,，、。*$（".indexOf(c) >= 0
        && !(c == '.' && after + 1 < to && Chars.isDigit(text.charAt(after + 1)))) {
      // "A, B, C" is a list, not a choice
      return c == ',' && listed(text, after, to) ? Extraction.NOTHING : one(text, i);
    }
    if (Chars.isCjk(c)) {
      return one(text, i);
    }
    if (c == ' ' && text.charAt(i) != 'A' && text.charAt(i) != 'I' && after + 1 < to) {
      char next = text.charAt(after + 1);
      return Chars.isLower(next) || Chars.isCjk(next) || next == '(' || next == '-'
          ? one(text, i)
          : Extraction.NOTHING;
    }
    return c == ' ' && (text.startsWith(" is ", after) || text.startsWith(" because", after))
        ? one(text, i)
        : Extraction.NOTHING;
  }

  private static boolean listed(String text, int at, int to) {
    int i = at + 1;
    while (i < to && Chars.isBlank(text.charAt(i))) {
      i++;
    }
    return i < to
        && option(text.charAt(i))
        && (i + 1 == to || !Chars.isWordLetter(text.charAt(i + 1)));
  }

  private static Extraction last(String text, int from, int to) {
    int letters = 0;
    boolean others = false;
    Extraction found = Extraction.NOTHING;
    for (int i = to - 1; i >= from; i--) {
      char c = text.charAt(i);
      if (!option(c) || !alone(text, from, i, to)) {
        others |= Chars.isWordLetter(c) || Chars.isCjk(c) || Chars.isDigit(c);
        continue;
      }
      letters++;
      if (!found.found()
          && !negated(text, from, i)
          && !ruledOut(text, i + 1)
          && !article(text, from, i, to)) {
        if (hedged(text, from, i)) {
          return Extraction.NOTHING;
        }
        found = one(text, i);
      }
      if (found.found() && others) {
        return found;
      }
    }
    return letters > 1 && !others ? Extraction.NOTHING : found;
  }

  /** "C is wrong", "A选项错误": what follows a letter says that it is not the answer. */
  private static boolean ruledOut(String text, int after) {
    int i = after;
    while (i < text.length()
        && (text.charAt(i) == ' ' || text.charAt(i) == ')' || "选项".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    for (String out : RULED_OUT) {
      if (text.startsWith(out, i)) {
        return true;
      }
    }
    return false;
  }

  /** "B or C": no choice. */
  private static boolean hedged(String text, int from, int at) {
    return at - 5 >= from
        && text.startsWith(" or ", at - 4)
        && option(text.charAt(at - 5))
        && alone(text, from, at - 5, at);
  }

  private static Extraction one(String text, int at) {
    return new Extraction(text.substring(at, at + 1), at, at + 1, Rule.LETTER);
  }

  private static boolean option(char c) {
    return c >= 'A' && c <= 'J';
  }

  private static boolean closing(char c) {
    return c == ')' || c == '）' || c == ']';
  }

  private static boolean alone(String text, int from, int at, int to) {
    if (at > from) {
      char c = text.charAt(at - 1);
      if (Chars.isWordLetter(c)
          || Chars.isDigit(c)
          || c == '\\'
          || c == '\''
          || c == '^'
          || c == '_'
          || c == '<'
          || c == '-') {
        return false;
      }
    }
    if (at + 1 < to) {
      char c = text.charAt(at + 1);
      return !(Chars.isWordLetter(c)
          || Chars.isDigit(c)
          || c == '\''
          || c == '’'
          || c == '^'
          || c == '_'
          || c == '-'
          || c == '='
          || c == '(');
    }
    return true;
  }

  /** "not A", "non A", "isn't A", "不是 A": the option is ruled out. */
  private static boolean negated(String text, int from, int at) {
    int i = at;
    while (i > from
        && (Chars.isBlank(text.charAt(i - 1)) || "(（\"'*$".indexOf(text.charAt(i - 1)) >= 0)) {
      i--;
    }
    for (String not : NOT) {
      if (i - not.length() >= from
          && text.regionMatches(true, i - not.length(), not, 0, not.length())) {
        if (not.equals("option")) {
          return negated(text, from, i - not.length());
        }
        if (not.equals("be")) {
          int before = i - 3;
          return before > from && text.regionMatches(true, before - 3, "n't", 0, 3)
              || before > from + 3 && text.regionMatches(true, before - 3, "not", 0, 3);
        }
        return true;
      }
    }
    return false;
  }

  /** "A banana", "I think": a word, not an option. */
  private static boolean article(String text, int from, int at, int to) {
    char c = text.charAt(at);
    if ((c != 'A' && c != 'I') || at + 1 >= to || text.charAt(at + 1) != ' ') {
      return false;
    }
    int next = at + 2;
    return next < to
        && Chars.isLower(text.charAt(next))
        && !text.startsWith("is ", next)
        && !text.startsWith("because", next);
  }
}
