// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

/**
 * What one pass over a chain counts.
 *
 * @param words its length: words and numbers, and half the Han characters, for most Chinese words
 *     have two
 * @param verification how many words or phrases of self-verification it has
 * @param exploratory the same for the exploratory ones
 * @param adaptive the same for those that lead from step to step
 * @param tokens its estimated length in a language model's tokens
 * @param repeated the share of its windows of {@link ChainScorer#WINDOW} words that it had before,
 *     in [0, 1]
 * @param otherLanguage the share of its words, in [0, 0.5], that are of the rarer of the two
 *     languages it may be in: Latin words of at least three letters that are no LaTeX command and
 *     not all capitals, and Han characters, two a word
 */
public record ChainMeasure(
    int words,
    int verification,
    int exploratory,
    int adaptive,
    int tokens,
    double repeated,
    double otherLanguage) {

  /** The unit of {@link #frequency}: occurrences in so many words. */
  public static final int PER_WORDS = 10_000;

  /** Occurrences per 10,000 words, rounded down, in [0, 10,000]; 0 for a text without words. */
  public int frequency(int occurrences) {
    return words == 0 ? 0 : (int) Math.min(PER_WORDS, (long) occurrences * PER_WORDS / words);
  }
}
