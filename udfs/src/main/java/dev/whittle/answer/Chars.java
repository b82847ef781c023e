// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Classes of characters; no locale, no regular expressions. */
final class Chars {

  private Chars() {}

  /** White space, control characters and invisible marks: nothing an answer begins or ends with. */
  static boolean isBlank(char c) {
    return c <= ' '
        || c == 0x7F
        || c == 0xA0
        || c == 0xAD
        || c == 0x3000
        || c == 0xFEFF
        || (c >= 0x2000 && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202F)
        || (c >= 0x205F && c <= 0x2064);
  }

  /** An ASCII digit, or the same digit in full width or in another script. */
  static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || (c > 0x7F && digit(c) >= 0);
  }

  /** The value of a digit, or -1. */
  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c < 0x660 ? -1 : Character.digit(c, 10);
  }

  static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  /** A letter of a script written without spaces between words. */
  static boolean isCjk(char c) {
    return (c >= 0x3040 && c <= 0x30FF)
        || (c >= 0x3400 && c <= 0x9FFF)
        || (c >= 0xAC00 && c <= 0xD7A3);
  }

  /** A letter of a word, of any script but the unspaced ones. */
  static boolean isWordLetter(char c) {
    return isAsciiLetter(c) || (c > 0x7F && Character.isLetter(c) && !isCjk(c) && !isGreek(c));
  }

  static boolean isGreek(char c) {
    return c >= 0x391 && c <= 0x3C9;
  }

  static char lower(char c) {
    return c < 0x80 ? (isUpper(c) ? (char) (c + 32) : c) : Character.toLowerCase(c);
  }
}
