// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.util.List;

/** Which worked solutions count as reasoning chains, and how they are scored. */
public record ChainsConfig(
    @Doc("Labels of the models whose correct attempts are candidate chains; may be empty.")
        List<String> models,
    @Doc(
            "true rejects a problem without a model's chain; false falls back on the official"
                + " solution, or keeps the problem without a chain.")
        boolean required,
    @Doc("Shortest and longest chain, in estimated tokens.") Band tokens,
    @Doc("Estimate: characters other than Han and white space that make a token.")
        @Range(min = 0.1, max = 100)
        double charactersPerToken,
    @Doc("Estimate: Han characters that make a token.") @Range(min = 0.1, max = 100)
        double hanPerToken,
    @Doc(
            "Largest share of the windows of 8 words that a chain may repeat, in [0, 1]; more is a"
                + " loop.")
        @Range(min = 0, max = 1)
        double maxRepeated,
    @Doc(
            "Largest share of a chain's words, in [0, 0.5], that may be of the other language (Latin"
                + " words, Han characters): more is a switch of language.")
        @Range(min = 0, max = 0.5)
        double maxOtherLanguage,
    @Doc(
            "How the four parts are put on one scale within the pool of chains: rank (the share of"
                + " chains with less) | min-max | z-score.")
        Scale scale,
    @Doc("The words and phrases that are counted.") Lists words,
    @Doc("How much each part of the chain score weighs; they sum to 1.") Weights weights) {

  /** What makes a length and three frequencies comparable. */
  public enum Scale {
    /** The share of the pool's chains that have less, in [0, 1]. */
    RANK,
    /** (value - least) / (most - least), in [0, 1]. One very long chain squeezes all others. */
    MIN_MAX,
    /** (value - mean) / standard deviation: not bounded, and neither is the score. */
    Z_SCORE
  }

  /** Words and phrases by what they show; case does not matter. */
  public record Lists(
      @Doc("Words of self-verification.") List<String> verification,
      @Doc("Words of an exploratory approach.") List<String> exploratory,
      @Doc("Words that lead from one step to the next.") List<String> adaptive) {}

  /** Weights of the four parts. */
  public record Weights(
      @Doc("Weight of elaborated reasoning: the length.") @Range(min = 0, max = 1)
          double elaborated,
      @Doc("Weight of self-verification.") @Range(min = 0, max = 1) double verification,
      @Doc("Weight of the exploratory approach.") @Range(min = 0, max = 1) double exploratory,
      @Doc("Weight of adaptive granularity.") @Range(min = 0, max = 1) double adaptive) {
    public Weights {
      double sum = elaborated + verification + exploratory + adaptive;
      if (Math.abs(sum - 1) > 1e-9) {
        throw new IllegalArgumentException("the weights sum to " + sum + ", not to 1");
      }
    }
  }
}
