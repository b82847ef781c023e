// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/**
 * An answer found in a text.
 *
 * @param answer the answer as written, trimmed, or null when there is none; for {@link Rule#BOXES}
 *     the contents of the boxes joined by ", "
 * @param start the first character of the answer in the text, or -1
 * @param end one past the last character of the answer in the text, or -1
 * @param rule how it was found
 */
public record Extraction(String answer, int start, int end, Rule rule) {

  static final Extraction NOTHING = new Extraction(null, -1, -1, Rule.NONE);

  /** The part of a text between two positions, trimmed; nothing when that is blank. */
  static Extraction of(String text, int start, int end, Rule rule) {
    int s = start;
    int e = end;
    while (s < e && Chars.isBlank(text.charAt(s))) {
      s++;
    }
    while (e > s && Chars.isBlank(text.charAt(e - 1))) {
      e--;
    }
    return s >= e ? NOTHING : new Extraction(text.substring(s, e), s, e, rule);
  }

  boolean found() {
    return answer != null;
  }
}
