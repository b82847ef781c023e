// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import java.util.Arrays;

/**
 * The words of a text as 64-bit hashes: runs of letters (an apostrophe inside stays), runs of
 * digits, and every Han character by itself. Case is folded; a curly apostrophe is a straight one.
 */
final class Words {
  static final long RADIX = 0x9e3779b97f4a7c15L;

  /** Letters of the shortest word that says which language a text is in. */
  private static final int LATIN_WORD = 3;

  private long[] hashes = new long[64];
  private int size;
  private int han;
  private int otherCharacters;
  private int latin;

  private Words() {}

  static Words of(String text) {
    Words words = new Words();
    int i = 0;
    int length = text.length();
    while (i < length) {
      int c = text.codePointAt(i);
      if (c > 0x2e7f && Character.isIdeographic(c)) {
        words.add(mix(c));
        words.han++;
        i += Character.charCount(c);
      } else if (Character.isLetter(c)) {
        i = words.letters(text, i);
      } else if (Character.isDigit(c)) {
        i = words.digits(text, i);
      } else {
        if (!Character.isWhitespace(c)) {
          words.otherCharacters++;
        }
        i += Character.charCount(c);
      }
    }
    return words;
  }

  private int letters(String text, int from) {
    long hash = 1;
    int i = from;
    boolean lower = false;
    boolean plain = from == 0 || text.charAt(from - 1) != '\\';
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c == '\'' || c == '\u2019') {
        if (i + 1 >= text.length() || !Character.isLetter(text.codePointAt(i + 1))) {
          break;
        }
        c = '\'';
      } else if (!Character.isLetter(c) || (c > 0x2e7f && Character.isIdeographic(c))) {
        break;
      }
      plain &= c < 0x250;
      lower |= Character.isLowerCase(c);
      hash = hash * RADIX + Character.toLowerCase(c);
      otherCharacters++;
      i += Character.charCount(c);
    }
    add(mix(hash));
    // Capitals alone are names of points.
    if (plain && lower && i - from >= LATIN_WORD) {
      latin++;
    }
    return i;
  }

  private int digits(String text, int from) {
    long hash = 2;
    int i = from;
    while (i < text.length() && Character.isDigit(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      hash = hash * RADIX + c;
      otherCharacters++;
      i += Character.charCount(c);
    }
    add(mix(hash));
    return i;
  }

  private void add(long hash) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    hashes[size++] = hash;
  }

  int size() {
    return size;
  }

  long hash(int i) {
    return hashes[i];
  }

  /** How many of the words are Han characters. */
  int han() {
    return han;
  }

  /**
   * How many of the words are Latin letters and long enough to be of a language: neither commands
   * of LaTeX nor variables.
   */
  int latin() {
    return latin;
  }

  /** How many characters are neither Han nor white space. */
  int otherCharacters() {
    return otherCharacters;
  }

  /** The finaliser of MurmurHash3: every input bit moves every output bit. */
  static long mix(long z) {
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
