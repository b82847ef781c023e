// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a canonical text: what stands between its spaces, and each Han, Kana or Hangul. */
public final class Tokens {
  private Tokens() {}

  /**
   * The tokens in order; none of an empty text.
   *
   * @param canonical a text of {@link MathText#canonical} or {@link MathText#body}; another text is
   *     cut at single spaces too
   */
  public static List<String> of(String canonical) {
    List<String> tokens = new ArrayList<>(canonical.length() / 4 + 1);
    int length = canonical.length();
    for (int from = 0; from < length; ) {
      int to = end(canonical, from);
      if (to > from) {
        tokens.add(canonical.substring(from, to));
      }
      from = next(canonical, to);
    }
    return tokens;
  }

  /** Where the token that begins at {@code from} ends. */
  static int end(String canonical, int from) {
    char first = canonical.charAt(from);
    if (first >= 0x2e80 && isCjkAt(canonical, from)) {
      return from + Character.charCount(canonical.codePointAt(from));
    }
    int to = canonical.indexOf(' ', from);
    return to < 0 ? canonical.length() : to;
  }

  /** Where the token after one that ends at {@code to} begins. */
  static int next(String canonical, int to) {
    return to < canonical.length() && canonical.charAt(to) == ' ' ? to + 1 : to;
  }

  static boolean isCjkAt(String canonical, int at) {
    return Scripts.isCjk(canonical.codePointAt(at));
  }
}
