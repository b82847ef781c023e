// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.Arrays;

/**
 * Characters being written: a {@link StringBuilder} without the checks and the compact strings,
 * which cost a third of canonicalising.
 */
final class CharBuilder {
  private char[] chars;
  private int length;

  CharBuilder(int capacity) {
    chars = new char[capacity];
  }

  int length() {
    return length;
  }

  char charAt(int i) {
    return chars[i];
  }

  void append(char c) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, 2 * length + 16);
    }
    chars[length++] = c;
  }

  void append(String text) {
    int more = text.length();
    room(more);
    text.getChars(0, more, chars, length);
    length += more;
  }

  void append(char[] from, int start, int count) {
    room(count);
    // Tokens are short: a loop beats a call.
    for (int i = 0; i < count; i++) {
      chars[length + i] = from[start + i];
    }
    length += count;
  }

  void appendCodePoint(int c) {
    room(2);
    length += Character.toChars(c, chars, length);
  }

  void setLength(int shorter) {
    length = shorter;
  }

  String substring(int from) {
    return new String(chars, from, length - from);
  }

  private void room(int more) {
    if (length + more > chars.length) {
      chars = Arrays.copyOf(chars, 2 * (length + more));
    }
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }
}
