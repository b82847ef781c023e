// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.Arrays;

/** Where the tokens of a canonical text stand, and a 64-bit hash of each; letters fold case. */
final class TokenScan {
  private final String text;
  private final char[] chars;
  int[] starts;
  int[] ends;
  long[] hashes;
  int size;

  TokenScan(String canonical) {
    text = canonical;
    chars = canonical.toCharArray();
    int guess = canonical.length() / 3 + 4;
    starts = new int[guess];
    ends = new int[guess];
    hashes = new long[guess];
    int length = chars.length;
    for (int from = 0; from < length; ) {
      int to = end(from);
      if (to > from) {
        if (size == starts.length) {
          starts = Arrays.copyOf(starts, size * 2);
          ends = Arrays.copyOf(ends, size * 2);
          hashes = Arrays.copyOf(hashes, size * 2);
        }
        starts[size] = from;
        ends[size] = to;
        hashes[size] = hash(chars, from, to);
        size++;
      }
      from = to < length && chars[to] == ' ' ? to + 1 : to;
    }
  }

  /** As {@link Tokens#end}. */
  private int end(int from) {
    if (chars[from] >= 0x2e80 && Tokens.isCjkAt(text, from)) {
      return Tokens.end(text, from);
    }
    int to = from;
    while (to < chars.length && chars[to] != ' ') {
      to++;
    }
    return to;
  }

  char first(int token) {
    return chars[starts[token]];
  }

  char at(int place) {
    return chars[place];
  }

  int length(int token) {
    return ends[token] - starts[token];
  }

  boolean isCjk(int token) {
    return first(token) >= 0x2e80 && Tokens.isCjkAt(text, starts[token]);
  }

  /** How many tokens end at or before a position of the text. */
  int before(int position) {
    int count = 0;
    while (count < size && ends[count] <= position) {
      count++;
    }
    return count;
  }

  static long hash(String token) {
    return hash(token.toCharArray(), 0, token.length());
  }

  private static long hash(char[] text, int from, int to) {
    long h = 0x9e3779b97f4a7c15L ^ (to - from);
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c >= 'A' && c <= 'Z') {
        c |= 0x20;
      }
      h = (h ^ c) * 0xff51afd7ed558ccdL;
      h ^= h >>> 32;
    }
    return h;
  }
}
