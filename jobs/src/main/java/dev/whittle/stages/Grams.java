// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.DecontaminateConfig.Tokens;
import dev.whittle.text.MathText;
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

  /** Of a statement as the source gives it. */
  static Grams of(String problem, Tokens kind) {
    if (kind == Tokens.WORDS) {
      return new Grams(split(problem.toLowerCase(Locale.ROOT)));
    }
    return new Grams(split(MathText.body(withoutDrawings(problem))));
  }

  /**
   * Without the sources of its drawings: they are mostly boilerplate, which would outweigh the
   * statement. A text that is nothing else stays as it is.
   */
  private static String withoutDrawings(String problem) {
    int start = problem.indexOf("[asy]");
    if (start < 0) {
      return problem;
    }
    StringBuilder kept = new StringBuilder(problem.length());
    int at = 0;
    while (start >= 0) {
      kept.append(problem, at, start).append(' ');
      int end = problem.indexOf("[/asy]", start);
      at = end < 0 ? problem.length() : end + "[/asy]".length();
      start = problem.indexOf("[asy]", at);
    }
    kept.append(problem, at, problem.length());
    return kept.toString().isBlank() ? problem : kept.toString();
  }

  /** At white space; a Han, Kana or Hangul character is a token, since nothing stands between. */
  private static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      boolean single = unspaced(c);
      if (single || Character.isWhitespace(c)) {
        if (start >= 0) {
          tokens.add(text.substring(start, i));
          start = -1;
        }
        if (single) {
          tokens.add(text.substring(i, i + 1));
        }
      } else if (start < 0) {
        start = i;
      }
    }
    return tokens;
  }

  private static boolean unspaced(char c) {
    return (c >= '\u3040' && c <= '\u30ff')
        || (c >= '\u3400' && c <= '\u9fff')
        || (c >= '\uac00' && c <= '\ud7a3');
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
