// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

/** Finds phrases in flat lower-case text. */
final class Phrases {
  private Phrases() {}

  /** The first of the phrases, in their order, that stands in the text as whole words; or null. */
  static String first(String text, String... phrases) {
    for (String phrase : phrases) {
      if (indexOf(text, phrase, 0) >= 0) {
        return phrase;
      }
    }
    return null;
  }

  /** The first of the marks, in their order, that stands in the text at all; or null. */
  static String firstMark(String text, String[] marks) {
    for (String mark : marks) {
      if (text.contains(mark)) {
        return mark;
      }
    }
    return null;
  }

  /** Whether any of the marks stands in the text, as part of a word or not. */
  static boolean contains(String text, String[] marks) {
    return firstMark(text, marks) != null;
  }

  /**
   * Where the phrase stands as whole words from {@code from} on, or -1: a Latin letter at its edge
   * must not go on beyond it; other scripts have no spaces, so nothing is asked there.
   */
  static int indexOf(String text, String phrase, int from) {
    int at = text.indexOf(phrase, from);
    while (at >= 0) {
      int end = at + phrase.length();
      boolean left = at == 0 || !letters(text.charAt(at - 1), phrase.charAt(0));
      boolean right =
          end == text.length() || !letters(phrase.charAt(phrase.length() - 1), text.charAt(end));
      if (left && right) {
        return at;
      }
      at = text.indexOf(phrase, at + 1);
    }
    return -1;
  }

  private static boolean letters(char left, char right) {
    return latin(left) && latin(right);
  }

  /** A letter of the Latin script, accents included. */
  static boolean latin(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '\u00c0' && c <= '\u024f' && c != '\u00d7' && c != '\u00f7');
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean han(char c) {
    return c >= '\u3400' && c <= '\u9fff';
  }

  /** A few characters around a place, for evidence. */
  static String around(String text, int at, int length) {
    int start = Math.max(0, Math.min(at, text.length()));
    return text.substring(start, Math.min(text.length(), start + length)).strip();
  }
}
