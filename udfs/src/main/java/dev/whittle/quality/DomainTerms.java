// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.LowerCaseFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The terms by which a statement's domain is told: Lucene's standard tokens in lower case, English
 * ones stemmed (Porter), Chinese ones in pairs of characters; every number is one term; and pairs
 * of neighbours. Terms are hashed into a fixed number of places, as Spark's HashingTF does, and
 * asked only for presence. Thread-safe.
 */
public final class DomainTerms {
  /** What comes behind is boilerplate or a long list; it costs time and tells little. */
  private static final int MOST_CHARACTERS = 2_000;

  private static final int NUMBER = 0x23;

  private static final Analyzer ANALYZER =
      new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          Tokenizer tokens = new StandardTokenizer();
          TokenStream terms = new LowerCaseFilter(new CJKWidthFilter(tokens));
          return new TokenStreamComponents(
              tokens, new PorterStemFilter(new CJKBigramFilter(terms)));
        }
      };

  private DomainTerms() {}

  /**
   * The places of the statement's terms, sorted, each once.
   *
   * @param problem the statement; null counts as empty
   * @param places how many places there are; a power of two
   */
  public static int[] of(String problem, int places) {
    if (problem == null || problem.isEmpty()) {
      return new int[0];
    }
    String text = problem.substring(0, Math.min(problem.length(), MOST_CHARACTERS));
    int[] found = new int[64];
    int count = 0;
    try (TokenStream stream = ANALYZER.tokenStream("", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      int before = 0;
      while (stream.incrementToken()) {
        int hash = hash(term.buffer(), term.length());
        if (count + 2 > found.length) {
          found = Arrays.copyOf(found, found.length * 2);
        }
        found[count++] = mix(hash) & (places - 1);
        if (before != 0) {
          found[count++] = mix(before * 31 + hash) & (places - 1);
        }
        before = hash;
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot analyse a statement in memory.", e);
    }
    Arrays.sort(found, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || found[i] != found[i - 1]) {
        found[distinct++] = found[i];
      }
    }
    return Arrays.copyOf(found, distinct);
  }

  private static int hash(char[] term, int length) {
    if (Character.isDigit(term[0])) {
      return NUMBER;
    }
    int hash = 7;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + term[i];
    }
    return hash == 0 ? 1 : hash;
  }

  /** The finalizer of MurmurHash3. */
  private static int mix(int value) {
    int h = value;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
