// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.config.NearDedupConfig;
import dev.whittle.text.MathText;
import java.io.IOException;
import java.io.Serializable;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * What near-dedup compares of a statement: its shingles, MinHash bands, and the numbers and
 * operators that guard it.
 *
 * <p>Shingles come from Lucene's {@code ShingleFilter} over the canonical tokens; one 64-bit hash a
 * shingle. The signature is {@code bands * rows} minima of independent mixes of those hashes
 * (Broder 1997; banding as in Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
 * Lucene's own MinHashFilter is not used: its hashes are rotations of one ordering, which costs
 * half the estimate's precision on short texts.
 */
final class NearFeatures implements Serializable {
  private static final Set<String> OPERATORS =
      Set.of(
          "+",
          "-",
          "*",
          "/",
          "=",
          "<",
          ">",
          "^",
          "|",
          "!",
          "%",
          "\\le",
          "\\ge",
          "\\ne",
          "\\times",
          "\\cdot",
          "\\div",
          "\\frac",
          "\\sqrt",
          "\\pm",
          "\\equiv",
          "\\sin",
          "\\cos",
          "\\tan",
          "\\log",
          "\\ln",
          "\\cup",
          "\\cap",
          "\\sum",
          "\\prod",
          "\\int",
          "\\lfloor",
          "\\lceil");

  private static final Set<String> HEADINGS = Set.of("problem", "question", "exercise", "example");

  private final NearDedupConfig config;
  private final long[] mixes;

  /**
   * What is known of a statement.
   *
   * @param shingles sorted, distinct; empty only for a text without a token
   * @param bands a bucket a band; the guards that are on are part of a bucket
   * @param template key of the text with its numbers masked
   * @param guard hash of what the guards that are on compare: rows that differ in it are never near
   */
  record Features(long[] shingles, long[] bands, String template, long guard) {}

  NearFeatures(NearDedupConfig config) {
    this.config = config;
    SplittableRandom random = new SplittableRandom(0x5711771eL);
    mixes = random.longs((long) config.bands() * config.rows()).map(mix -> mix | 1).toArray();
  }

  Features of(String problem) {
    String[] tokens = body(MathText.canonical(problem));
    if (tokens.length == 0) {
      return new Features(new long[0], new long[0], null, 0);
    }
    List<String> numbers = new ArrayList<>();
    List<String> operators = new ArrayList<>();
    String[] masked = tokens.clone();
    for (int i = 0; i < tokens.length; i++) {
      if (isNumber(tokens[i])) {
        numbers.add(tokens[i]);
        masked[i] = "#";
      } else if (OPERATORS.contains(tokens[i])) {
        operators.add(tokens[i]);
      }
    }
    long guard = 0;
    if (config.guards().numbers()) {
      guard = mix(guard ^ hash(sorted(numbers)));
    }
    if (config.guards().operators()) {
      guard = mix(guard ^ hash(sorted(operators)));
    }
    long[] shingles = shingles(tokens);
    return new Features(
        shingles, bands(shingles, guard), MathText.key(String.join(" ", masked)), guard);
  }

  /** Share of common shingles among all; two empty sets have nothing in common. */
  static double jaccard(long[] left, long[] right) {
    int common = common(left, right);
    int all = left.length + right.length - common;
    return all == 0 ? 0 : (double) common / all;
  }

  /** Share of the smaller set that the larger one has. */
  static double containment(long[] left, long[] right) {
    int smaller = Math.min(left.length, right.length);
    return smaller == 0 ? 0 : (double) common(left, right) / smaller;
  }

  private static int common(long[] left, long[] right) {
    int common = 0;
    int i = 0;
    int j = 0;
    while (i < left.length && j < right.length) {
      if (left[i] == right[j]) {
        common++;
        i++;
        j++;
      } else if (left[i] < right[j]) {
        i++;
      } else {
        j++;
      }
    }
    return common;
  }

  /**
   * The tokens without a heading such as {@code Problem 12.}, which says nothing of the problem.
   */
  private static String[] body(String canonical) {
    String[] tokens = canonical.isEmpty() ? new String[0] : canonical.split(" ");
    if (tokens.length > 3 && HEADINGS.contains(tokens[0]) && isNumber(tokens[1])) {
      return Arrays.copyOfRange(tokens, 2, tokens.length);
    }
    return tokens;
  }

  private static boolean isNumber(String token) {
    return token.charAt(0) >= '0' && token.charAt(0) <= '9';
  }

  private static String sorted(List<String> tokens) {
    Collections.sort(tokens);
    return String.join(" ", tokens);
  }

  private long[] shingles(String[] tokens) {
    // Short texts have too few long shingles to be alike by degrees: theirs are shorter, down to
    // single tokens.
    int size = Math.max(1, Math.min(config.shingle(), tokens.length - 3));
    if (size == 1) {
      return Arrays.stream(tokens).mapToLong(NearFeatures::hash).sorted().distinct().toArray();
    }
    long[] hashes = new long[tokens.length];
    int count = 0;
    WhitespaceTokenizer words = new WhitespaceTokenizer();
    words.setReader(new StringReader(String.join(" ", tokens)));
    try (ShingleFilter filter = new ShingleFilter(words, size, size)) {
      filter.setOutputUnigrams(false);
      CharTermAttribute term = filter.addAttribute(CharTermAttribute.class);
      TokenStream stream = filter;
      stream.reset();
      while (stream.incrementToken()) {
        if (count == hashes.length) {
          hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash(term);
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.stream(hashes, 0, count).sorted().distinct().toArray();
  }

  private long[] bands(long[] shingles, long guard) {
    long[] bands = new long[config.bands()];
    for (int band = 0; band < bands.length; band++) {
      long bucket = mix(guard + band);
      for (int row = 0; row < config.rows(); row++) {
        long mix = mixes[band * config.rows() + row];
        long least = Long.MAX_VALUE;
        for (long shingle : shingles) {
          least = Math.min(least, mix(shingle * mix));
        }
        bucket = mix(bucket ^ least);
      }
      bands[band] = bucket;
    }
    return bands;
  }

  /** FNV-1a over the characters, then mixed. */
  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
