// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The canonical form of a problem's statement, which decides what is one and the same problem.
 *
 * <p>It keeps every number, operator, relation and variable, and forgets how they were typed: NFKC
 * (but {@code x²} is {@code x ^ 2}, not {@code x2}); {@code \dfrac} is {@code \frac}; {@code
 * \left}, {@code \right}, thin spaces, {@code $}, {@code \(}, {@code \[} and layout environments
 * are gone; {@code \text{}} is unwrapped; symbols and Greek letters beyond ASCII are LaTeX;
 * optional braces are put where a command takes arguments and left out around one raised or lowered
 * token; thousands are not separated; words are lower-case, but not variables (single letters) and
 * names of points (two to four capitals); punctuation of sentences is gone, but not the commas and
 * colons between numbers and variables. Tokens are separated by single spaces; characters of a run
 * of Han, Kana and Hangul are not.
 *
 * <p>It is no parser: {@code a*b} and {@code ab} are different texts, and so are {@code 0.5} and
 * {@code 1/2}.
 */
public final class MathText {
  private static final int LONGEST_TAIL = 240;

  private static final String[] TAILS = {
    "express your answer",
    "express the answer",
    "give your answer",
    "give the answer as",
    "write your answer",
    "write the answer as",
    "leave your answer",
    "enter your answer",
    "your answer should be",
    "the answer should be given",
    "the answer is in the form",
    "the final answer is",
    "please reason step by step",
    "let's think step by step",
    "put your final answer",
    "put your answer",
    "round your answer",
    "simplify your answer",
    "output the final answer",
    "remember to put your answer",
    "\u8bf7\u4e00\u6b65\u6b65\u601d\u8003",
  };

  /** The first two letters of tails in ASCII: most words are none without a look at the tails. */
  private static final boolean[] TAIL_STARTS = new boolean[1 << 14];

  static {
    for (String tail : TAILS) {
      if (tail.charAt(0) < 0x80) {
        TAIL_STARTS[tail.charAt(0) << 7 | tail.charAt(1)] = true;
      }
    }
  }

  private static final String[] COPRIME = {
    " are relatively prime positive integers",
    " are coprime positive integers",
    " are relatively prime integers",
    " are positive relatively prime integers",
    " are positive coprime integers",
    " are positive integers and",
  };

  private static final String[] HEADINGS = {
    "problem",
    "question",
    "exercise",
    "example",
    "task",
    "prob",
    "ex",
    "q",
    "\u4f8b\u9898",
    "\u9898\u76ee",
    "\u4f8b",
    "\u7b2c"
  };

  /** The first letters of headings in both cases: most statements begin with another. */
  private static final String HEADING_STARTS =
      Arrays.stream(HEADINGS)
          .map(heading -> heading.substring(0, 1))
          .map(first -> first + first.toUpperCase(Locale.ROOT))
          .collect(Collectors.joining());

  private MathText() {}

  /**
   * The canonical form; idempotent. Empty when nothing in the text says anything.
   *
   * @param raw a statement, plain or with LaTeX; null is empty
   */
  public static String canonical(String raw) {
    return raw == null ? "" : new Canonicalizer(raw).canonical();
  }

  /**
   * The canonical form without what does not count towards similarity: a heading ("Problem 12.",
   * "3)") and a request about the form of the answer ("Express your answer as ...", "where m and n
   * are relatively prime positive integers. Find m+n."). Not for identity: {@code 12} in a heading
   * and {@code 12} in a problem are different things. Never empty unless the canonical form is.
   *
   * @param raw a statement as it was given, not its canonical form
   */
  public static String body(String raw) {
    return withoutTail(withoutHeading(raw));
  }

  /** The canonical form without a heading; with one only if there is nothing else. */
  static String withoutHeading(String raw) {
    if (raw == null) {
      return "";
    }
    int heading = heading(raw);
    String canonical = canonical(heading == 0 ? raw : raw.substring(heading));
    return canonical.isEmpty() && heading > 0 ? canonical(raw) : canonical;
  }

  /**
   * A 128-bit key of a canonical form as 32 hex digits ({@link Hash128}), for identity and not for
   * secrets.
   */
  public static String key(String canonical) {
    return Hash128.of(canonical).hex();
  }

  static String withoutTail(String canonical) {
    return canonical.substring(0, endOfBody(canonical));
  }

  /** Where a request about the form of the answer begins; the end without one. */
  static int endOfBody(String canonical) {
    int cut = canonical.length();
    int from = Math.max(0, cut - LONGEST_TAIL);
    // Tails begin after a space: one walk over the spaces instead of a search for each.
    for (int space = canonical.indexOf(' ', Math.max(0, from - 1));
        space >= 0 && space + 1 < cut;
        space = canonical.indexOf(' ', space + 1)) {
      if (space > 0 && space + 1 >= from && beginsTail(canonical, space + 1)) {
        cut = space;
      }
    }
    for (int are = canonical.indexOf(" are ", from);
        are >= 0 && are < cut;
        are = canonical.indexOf(" are ", are + 1)) {
      for (String coprime : COPRIME) {
        if (are > 0 && canonical.startsWith(coprime, are)) {
          int where = canonical.lastIndexOf(" where ", are);
          int find = canonical.indexOf(" find ", are);
          if (where > 0 && are - where < 40 && (find > 0 || coprime.contains("prime"))) {
            cut = Math.min(cut, where);
          }
        }
      }
    }
    return cut;
  }

  private static boolean beginsTail(String canonical, int at) {
    char first = canonical.charAt(at);
    char second = at + 1 < canonical.length() ? canonical.charAt(at + 1) : 0;
    if (first < 0x80 && (second >= 0x80 || !TAIL_STARTS[first << 7 | second])) {
      return false;
    }
    for (String tail : TAILS) {
      if (tail.charAt(0) == first && canonical.startsWith(tail, at)) {
        return true;
      }
    }
    return false;
  }

  /** Where the text after a heading begins; 0 without one. */
  private static int heading(String raw) {
    int start = 0;
    int length = raw.length();
    while (start < length && isSkipped(raw.charAt(start))) {
      start++;
    }
    int at = start + headingName(raw, start);
    boolean named = at > start;
    while (named && at < length && (raw.charAt(at) == ' ' || raw.charAt(at) == '#')) {
      at++;
    }
    int digits = at;
    while (at < length && at - digits < 4 && isDigit(raw.charAt(at))) {
      at++;
    }
    int number = at - digits;
    if (named && number > 0) {
      while (at + 1 < length && raw.charAt(at) == '.' && isDigit(raw.charAt(at + 1))) {
        at += 2;
      }
    }
    if (number == 0 && !named || number > 3 && !named) {
      return 0;
    }
    boolean marked = false;
    while (at < length && isMark(raw.charAt(at))) {
      marked = true;
      at++;
    }
    if (!marked || at >= length) {
      return 0;
    }
    char next = raw.charAt(at);
    boolean spaced = next <= ' ' || next == '\u3000' || Scripts.isCjk(next);
    boolean colon = raw.charAt(at - 1) == ':' || raw.charAt(at - 1) == '\uff1a';
    return spaced && (number > 0 || colon) ? at : 0;
  }

  /** Characters of the heading's name at a place; 0 without one. */
  private static int headingName(String raw, int start) {
    if (start == raw.length() || HEADING_STARTS.indexOf(raw.charAt(start)) < 0) {
      return 0;
    }
    for (String heading : HEADINGS) {
      if (raw.regionMatches(true, start, heading, 0, heading.length())) {
        return heading.length();
      }
    }
    return 0;
  }

  private static boolean isSkipped(char c) {
    return c <= ' ' || c == '#' || c == '*' || c == '[' || c == '\u3010' || c == '\u3000';
  }

  private static boolean isMark(char c) {
    return c == '.'
        || c == ')'
        || c == ':'
        || c == ']'
        || c == '*'
        || c == '\u3011'
        || c == '\uff0e'
        || c == '\u3001'
        || c == '\uff1a'
        || c == '\uff09'
        || c == '\u9898';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
