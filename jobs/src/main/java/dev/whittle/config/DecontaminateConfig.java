// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;

/** What counts as holding a benchmark's item. */
public record DecontaminateConfig(
    @Doc("Names of the benchmarks, from the sources file, in the order in which they are blamed.")
        List<String> benchmarks,
    @Doc("share: reject from min-overlap on; any: reject from one shared n-gram on.") Mode mode,
    @Doc("canonical: LaTeX-aware tokens; words: lower-case words between spaces.") Tokens tokens,
    @Doc("Length of an n-gram, in tokens.") @Range(min = 2, max = 100) int ngram,
    @Doc("Smallest share, in 0..1, of an item's n-grams that makes a problem contaminated.")
        @Range(min = 0, max = 1)
        double minOverlap,
    @Doc("Items shorter than an n-gram, but at least so many tokens, are looked for as a whole.")
        @Range(min = 1, max = 100)
        int minItemTokens,
    @Doc("Most n-grams of all benchmarks together that are broadcast; more are joined.")
        @Range(min = 0, max = 100_000_000)
        int broadcastLimit,
    @Doc("Most characters of the matched span that are kept as evidence.")
        @Range(min = 0, max = 100_000)
        int maxSpan)
    implements Serializable {

  /** How much overlap contaminates. */
  public enum Mode {
    SHARE,
    ANY
  }

  /** What a token is. */
  public enum Tokens {
    CANONICAL,
    WORDS
  }

  public DecontaminateConfig {
    if (benchmarks.isEmpty()) {
      throw new IllegalArgumentException(
          "benchmarks is empty; name some, or take decontaminate out of stages");
    }
  }
}
