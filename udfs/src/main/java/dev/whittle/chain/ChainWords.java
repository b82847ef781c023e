// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import java.io.Serializable;
import java.util.List;

/**
 * The words and phrases that LIMO's rule counts (arXiv 2502.03387 v3, section on solution quality;
 * it prints two examples of each list).
 *
 * <p>Case does not matter; a phrase matches word by word whatever stands between the words; no
 * inflection is guessed, so "check" does not count "checked". Han words are matched by characters
 * anywhere in a run.
 *
 * @param verification words of self-verification, such as "check" and "verify"
 * @param exploratory words of an exploratory approach, such as "perhaps" and "might"
 * @param adaptive words that lead from step to step, such as "therefore" and "since"
 */
public record ChainWords(List<String> verification, List<String> exploratory, List<String> adaptive)
    implements Serializable {
  public ChainWords {
    verification = List.copyOf(verification);
    exploratory = List.copyOf(exploratory);
    adaptive = List.copyOf(adaptive);
  }
}
