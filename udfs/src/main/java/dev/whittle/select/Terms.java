// SPDX-License-Identifier: Apache-2.0
package dev.whittle.select;

import dev.whittle.text.MathText;
import dev.whittle.text.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * What a problem is about, as hashed terms: the tokens of its canonical text but for the numbers,
 * which say which problem it is and not which kind.
 */
public final class Terms {
  private Terms() {}

  /**
   * The terms of a statement, sorted, each as often as it stands there; empty for null.
   *
   * <p>A term is a 32-bit hash: among 100,000 distinct tokens about one pair is taken for one.
   */
  public static int[] of(String problem) {
    if (problem == null) {
      return new int[0];
    }
    List<String> tokens = Tokens.of(MathText.canonical(problem));
    int[] terms = new int[tokens.size()];
    int count = 0;
    for (String token : tokens) {
      if (!isNumber(token)) {
        terms[count++] = hash(token);
      }
    }
    int[] sorted = Arrays.copyOf(terms, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static boolean isNumber(String token) {
    char first = token.charAt(0);
    return first >= '0' && first <= '9';
  }

  /** FNV-1a, 32 bits: String's own hash maps too many short tokens to one. */
  private static int hash(String token) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    return hash ^ hash >>> 13;
  }
}
