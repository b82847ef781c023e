// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the rules are given besides the text.
 *
 * @param rules the rules that are asked
 * @param minTokens fewest tokens of a statement: a word, a number, a Han character or a sign each
 * @param maxCharacters most characters of a statement
 * @param maxAnswerWords most words of an answer outside of LaTeX; more make a sentence, which only
 *     a reader can compare
 * @param drawings what to do with a drawing given as source, such as an Asymptote block
 * @param languages languages that are wanted, as two-letter codes, {@code en} and {@code zh} among
 *     them
 * @param verifiable whether an answer is of a type that the verifier can compare
 */
public record QualityPolicy(
    Set<Rule> rules,
    int minTokens,
    int maxCharacters,
    int maxAnswerWords,
    Drawings drawings,
    List<String> languages,
    Predicate<String> verifiable) {

  /** What a drawing given as source is worth. */
  public enum Drawings {
    /** Its source says what the picture would: a statement that refers to it is complete. */
    KEEP,
    /** A model that reads text cannot see it: the statement needs an image. */
    REJECT
  }
}
