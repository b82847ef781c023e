// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of one text and the hashes of all their runs, in constant time a run: a polynomial of
 * the tokens' 64-bit hashes modulo 2^64, mixed with the run's length.
 */
final class Grams {
  private static final long BASE = 0x9e3779b97f4a7c15L;

  private final List<String> tokens;
  private final long[] prefixes;
  private final long[] powers;

  private Grams(List<String> tokens) {
    this.tokens = tokens;
    int size = tokens.size();
    prefixes = new long[size + 1];
    powers = new long[size + 1];
    powers[0] = 1;
    for (int i = 0; i < size; i++) {
      prefixes[i + 1] = prefixes[i] * BASE + hash(tokens.get(i), BASE);
      powers[i + 1] = powers[i] * BASE;
    }
  }

  /**
   * Of a statement as the source gives it: lower case, cut at white space and nowhere else, as
   * published recipes do it. Chinese text is one word from mark to mark there, and here.
   */
  static Grams of(String problem) {
    return new Grams(split(problem.toLowerCase(Locale.ROOT)));
  }

  private static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (start >= 0) {
          tokens.add(text.substring(start, i));
          start = -1;
        }
      } else if (start < 0) {
        start = i;
      }
    }
    return tokens;
  }

  /** What Python's split() takes for space, in which the recipes are written. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c)
        || c == '\u00a0'
        || c == '\u0085'
        || c == '\u2007'
        || c == '\u202f';
  }

  /** The words without their digits, one space between: what Light-R1 compares as a whole. */
  String withoutDigits() {
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      int before = text.length();
      if (before > 0) {
        text.append(' ');
      }
      int from = text.length();
      for (int i = 0; i < token.length(); i++) {
        if (!Character.isDigit(token.charAt(i))) {
          text.append(token.charAt(i));
        }
      }
      if (text.length() == from) {
        text.setLength(before);
      }
    }
    return text.toString();
  }

  /** A 64-bit hash of a text: multiply and mix of its characters. */
  static long hash(String text, long seed) {
    long h = seed ^ text.length();
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0xff51afd7ed558ccdL;
      h ^= h >>> 32;
    }
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 29);
  }

  int size() {
    return tokens.size();
  }

  /** Runs of this length. */
  int runs(int length) {
    return Math.max(0, tokens.size() - length + 1);
  }

  /** The hash of the run of this length that starts at this token. */
  long hash(int start, int length) {
    long run = prefixes[start + length] - prefixes[start] * powers[length];
    long h = run ^ (length * 0xd6e8feb86659fd93L);
    h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    return h ^ (h >>> 32);
  }

  /** Tokens from {@code start} until before {@code end}, one space between, at most so long. */
  String text(int start, int end, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = start; i < end && text.length() < most; i++) {
      if (i > start) {
        text.append(' ');
      }
      text.append(tokens.get(i));
    }
    return cut(text.toString(), most);
  }

  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean pair = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, pair ? most - 1 : most);
  }
}
