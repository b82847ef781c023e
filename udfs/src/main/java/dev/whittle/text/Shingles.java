// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The shingles of a text: what similarity is measured on.
 *
 * <p>Runs of three tokens; of two in a text of fewer than {@value #SHORT} tokens; the whole text
 * when it is shorter than a run; pairs of characters within Han, Kana and Hangul, where a character
 * says more than a letter. Case does not count. A set is never empty unless the text is.
 *
 * <p>A shingle is a 64-bit hash of its tokens. Two different shingles of ten million problems agree
 * by accident about once in two million comparisons of sets.
 */
public final class Shingles {
  static final int SHORT = 12;

  private Shingles() {}

  /**
   * The set of a canonical text's shingles: sorted, without repetitions.
   *
   * @param canonical a text of {@link MathText#body} or {@link MathText#canonical}
   */
  public static long[] of(String canonical) {
    TokenScan tokens = new TokenScan(canonical);
    return of(tokens, tokens.size);
  }

  /** The shingles that two canonical texts share, as words, in the order of the first text. */
  public static List<String> shared(String one, String other) {
    long[] others = of(other);
    TokenScan tokens = new TokenScan(one);
    Set<String> shared = new LinkedHashSet<>();
    for (int i = 0; i < tokens.size; i++) {
      for (int width = 1; width <= 3 && i + width <= tokens.size; width++) {
        String run = one.substring(tokens.starts[i], tokens.ends[i + width - 1]);
        long hash = hash(tokens, i, width);
        if (Arrays.binarySearch(others, hash) >= 0) {
          shared.add(run);
        }
      }
    }
    return List.copyOf(shared);
  }

  /** The hash of a run of one to three tokens. */
  private static long hash(TokenScan tokens, int from, int width) {
    long hash = Hash128.mix(tokens.hashes[from]);
    for (int i = from + 1; i < from + width; i++) {
      hash = Hash128.mix(hash * 31 + tokens.hashes[i]);
    }
    return hash;
  }

  /** The shingles of the first tokens. */
  static long[] of(TokenScan tokens, int size) {
    long[] shingles = unsorted(tokens, size);
    int count = shingles.length;
    Arrays.sort(shingles);
    int distinct = Math.min(1, count);
    for (int i = 1; i < count; i++) {
      if (shingles[i] != shingles[distinct - 1]) {
        shingles[distinct++] = shingles[i];
      }
    }
    return distinct == count ? shingles : Arrays.copyOf(shingles, distinct);
  }

  /** The same, not sorted and with repetitions. */
  static long[] unsorted(TokenScan tokens, int size) {
    if (size == 0) {
      return new long[0];
    }
    long[] hashes = tokens.hashes;
    if (size == 1) {
      return new long[] {Hash128.mix(hashes[0])};
    }
    int width = size < SHORT ? 2 : 3;
    long[] shingles = new long[size - 1];
    int count = 0;
    boolean cjk = tokens.isCjk(0);
    for (int i = 0; i + 1 < size; i++) {
      boolean nextCjk = tokens.isCjk(i + 1);
      long pair = Hash128.mix(hashes[i]) * 31 + hashes[i + 1];
      if (width == 2 || cjk && nextCjk) {
        shingles[count++] = Hash128.mix(pair);
      } else if (i + 2 < size) {
        shingles[count++] = Hash128.mix(Hash128.mix(pair) * 31 + hashes[i + 2]);
      }
      cjk = nextCjk;
    }
    if (count == 0) {
      return new long[] {Hash128.mix(Hash128.mix(hashes[0]) * 31 + hashes[1])};
    }
    return count == shingles.length ? shingles : Arrays.copyOf(shingles, count);
  }
}
