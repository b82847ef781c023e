// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;

/** What counts as holding a benchmark's item. */
public record DecontaminateConfig(
    @Doc("Names of the benchmarks, from the sources file, in the order in which they are blamed.")
        List<String> benchmarks,
    @Doc(
            "ours: weighted overlap of wordings, numbers apart; ngram: any shared run of ngram words;"
                + " light-r1: equal texts but for digits, or a shared run of 32 words.")
        Mode mode,
    @Doc("Words of a run in the mode ngram.") @Range(min = 2, max = 100) int ngram,
    @Doc("What counts in the mode ours.") Ours ours,
    @Doc("Most tokens of all benchmarks together that are broadcast; more are joined.")
        @Range(min = 0, max = 100_000_000)
        int broadcastLimit,
    @Doc("Most characters of the matched span that are kept as evidence.")
        @Range(min = 0, max = 100_000)
        int maxSpan)
    implements Serializable {

  /** How items are found. */
  public enum Mode {
    OURS,
    NGRAM,
    LIGHT_R1
  }

  /** What becomes of a problem with an item's wording and other numbers. */
  public enum Variants {
    REJECT,
    KEEP
  }

  /**
   * The mode of our own. Shares are of the item's tokens, each weighed by the inverse document
   * frequency of the three-token runs around it.
   */
  public record Ours(
      @Doc("Least share of a short item that a problem holds to be rejected.")
          @Range(min = 0.3, max = 1)
          double shortShare,
      @Doc("Items of at most so many tokens are short.") @Range(min = 1, max = 1000)
          int shortTokens,
      @Doc("Least share of a long item; between short and long it is interpolated.")
          @Range(min = 0.3, max = 1)
          double longShare,
      @Doc("Items of at least so many tokens are long.") @Range(min = 2, max = 10_000)
          int longTokens,
      @Doc("Least weight of what is shared, in tokens that are in no other problem.")
          @Range(min = 0, max = 1000)
          double minTokens,
      @Doc(
              "Share of the item and of the problem from which two whole texts are one, however short.")
          @Range(min = 0.5, max = 1)
          double whole,
      @Doc("Least share of the numbers and signs of formulas, on both sides, that are shared.")
          @Range(min = 0, max = 1)
          double formulas,
      @Doc("Most numbers that only one side has, as a share of all numbers of the shared text.")
          @Range(min = 0, max = 1)
          double otherNumbers,
      @Doc(
              "Most signs that stand in each other's place, as a share of the shared numbers and signs.")
          @Range(min = 0, max = 1)
          double otherSigns,
      @Doc(
              "Added to the least share where the answers differ, and where the item has a drawing that"
                  + " the problem lacks.")
          @Range(min = 0, max = 0.5)
          double doubt,
      @Doc("Share of a problem that an item holds for the problem to be a part of it.")
          @Range(min = 0.5, max = 1)
          double part,
      @Doc("Least weight of such a part, in tokens that are in no other problem.")
          @Range(min = 0, max = 1000)
          double minPartTokens,
      @Doc("Problems with an item's wording and other numbers: reject or keep.")
          Variants numericVariant,
      @Doc("Least share of the item, all numbers alike, that a numeric variant holds.")
          @Range(min = 0.5, max = 1)
          double variantShare,
      @Doc("Least rare words that a variant shares.") @Range(min = 0, max = 1000) int variantWords,
      @Doc("Weight from which a word is rare: below it its wording is common in the pool.")
          @Range(min = 0, max = 1)
          double variantRarity,
      @Doc("Problems, chosen by their ids, in which the frequency of wordings is counted.")
          @Range(min = 1000, max = 100_000_000)
          int frequencyRows)
      implements Serializable {

    public Ours {
      if (shortTokens >= longTokens) {
        throw new IllegalArgumentException("short-tokens must be below long-tokens");
      }
    }

    /** Least share of an item of so many tokens. */
    public double threshold(int tokens) {
      double way = (tokens - shortTokens) / (double) (longTokens - shortTokens);
      return shortShare + (longShare - shortShare) * Math.min(1, Math.max(0, way));
    }
  }

  public DecontaminateConfig {
    if (benchmarks.isEmpty()) {
      throw new IllegalArgumentException(
          "benchmarks is empty; name some, or take decontaminate out of stages");
    }
  }
}
