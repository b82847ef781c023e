// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** How the survivors are ranked and where the core set ends. */
public record CoreSetConfig(
    @Doc("Problems in the core set.") @Range(min = 1, max = 10_000_000) int size,
    @Doc("Last rank that is given, in problems; at least the size.")
        @Range(min = 1, max = 100_000_000)
        int rankLimit,
    @Doc("Solve-rate stages that make the difficulty, with their weights.")
        List<RateWeight> solveRates,
    @Doc("Solve rate, in 0..1, that stands in for one that was not measured.")
        @Range(min = 0, max = 1)
        double missingSolveRate,
    @Doc("Weight of the difficulty (0..1) in the score that orders the problems of a domain.")
        @Range(min = 0, max = 1000)
        double difficultyWeight,
    @Doc("Weight of the chain score in the score that orders the problems of a domain.")
        @Range(min = 0, max = 1000)
        double chainWeight,
    @Doc("Chain score that stands in for a missing one.") double missingChainScore,
    @Doc(
            "Attempts, right and wrong ones each, that are assumed before those that a model made: the"
                + " rate is (right + this) / (attempts + 2 x this). 0.5 is Jeffreys' prior.")
        @Range(min = 0, max = 1000)
        double priorAttempts,
    @Doc("How the problems of a domain are put in order.") Selection selection,
    @Doc(
            "Sizes of core sets, in problems, that the report compares with random draws of the"
                + " survivors; beside them always the size.")
        @Range(min = 1, max = 10_000_000)
        List<Integer> ladder,
    @Doc("Most numeric variants of one template that are ranked, in problems.")
        @Range(min = 1, max = 1_000_000)
        int variantsPerTemplate,
    @Doc("Problems whose recorded answer attempts agree against: leave-out | keep.")
        GoldSuspects goldSuspects,
    @Doc("Share, in 0..1, of each domain group; groups not named share the remainder equally.")
        @Range(min = 0, max = 1)
        Map<String, Double> quotas,
    @Doc("Whether a quota that the supply cannot meet breaks a gate: report | break.")
        QuotaShortfall quotaShortfall)
    implements Serializable {

  /** How problems follow each other. */
  public enum Order {
    /** By score alone. */
    SCORE,
    /** By score and by how much a problem adds to what those before it cover. */
    DIVERSE,
    /** Drawn by s1's rule: a domain uniformly, in it the longer reasoning with more weight. */
    LENGTH_SAMPLING
  }

  /** The order, and what it takes. */
  public record Selection(
      @Doc("What puts problems in order: score | diverse | length-sampling (s1's rule).") Order by,
      @Doc(
              "Weight of coverage (facility location over the problems' words) against the score, for"
                  + " diverse: 0 is the score alone, 1 coverage alone.")
          @Range(min = 0, max = 1)
          double diversity,
      @Doc("Nearest neighbours of a problem that it can stand for, for diverse.")
          @Range(min = 1, max = 1000)
          int neighbours,
      @Doc(
              "Survivors that one task puts in order, for diverse and length-sampling; about 1.5 KB of"
                  + " memory each. More are thinned out in parts first (GreeDi).")
          @Range(min = 10, max = 2_000_000)
          int inOneTask,
      @Doc("Seed of length-sampling.") long seed,
      @Doc(
              "Servers of an embedding model whose vectors say what is near, for diverse; without"
                  + " endpoints the problem's words do. Every pair is compared: at most 50,000 in one"
                  + " task.")
          EmbeddingsConfig embeddings)
      implements Serializable {
    private static final int MOST_EMBEDDED = 50_000;

    public Selection {
      if (embeddings.asked() && by != Order.DIVERSE) {
        throw new IllegalArgumentException(
            "embeddings are only read where by is diverse; take the endpoints out");
      }
      if (embeddings.asked() && inOneTask > MOST_EMBEDDED) {
        throw new IllegalArgumentException(
            "in-one-task is above " + MOST_EMBEDDED + ", too many pairs of embeddings to compare");
      }
    }
  }

  /** What becomes of problems whose answer is suspect. */
  public enum GoldSuspects {
    /** They are rejected, and listed with the other answer. */
    LEAVE_OUT,
    /** They are ranked like others; the other answer stands beside them. */
    KEEP
  }

  /** What a domain with too few problems means. */
  public enum QuotaShortfall {
    /** It is said, and the gate holds. */
    REPORT,
    /** It breaks the gate. */
    BREAK
  }

  /** A solve-rate stage and the weight of its rate. */
  public record RateWeight(
      @Doc("Name of a solve-rate stage of the funnel.") String stage,
      @Doc("Its weight against the other stages' rates.") @Range(min = 0, max = 1000) double weight)
      implements Serializable {}

  /** What decides the ranking: without the addresses of servers. */
  public CoreSetConfig decisive() {
    return new CoreSetConfig(
        size,
        rankLimit,
        solveRates,
        missingSolveRate,
        difficultyWeight,
        chainWeight,
        missingChainScore,
        priorAttempts,
        new Selection(
            selection.by(),
            selection.diversity(),
            selection.neighbours(),
            selection.inOneTask(),
            selection.seed(),
            selection.embeddings().decisive()),
        ladder,
        variantsPerTemplate,
        goldSuspects,
        quotas,
        quotaShortfall);
  }

  public CoreSetConfig {
    if (rankLimit < size) {
      throw new IllegalArgumentException(
          "rank-limit " + rankLimit + " is below size " + size + "; give at least the size");
    }
    if (selection.by() != Order.SCORE && rankLimit > selection.inOneTask()) {
      throw new IllegalArgumentException(
          "rank-limit "
              + rankLimit
              + " is above selection.in-one-task "
              + selection.inOneTask()
              + "; only by: score ranks more than one task holds");
    }
    double sum = quotas.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum > 1 + 1e-9) {
      throw new IllegalArgumentException(
          "the shares under quotas add up to " + sum + ", which is more than 1");
    }
    if (!solveRates.isEmpty() && solveRates.stream().mapToDouble(RateWeight::weight).sum() <= 0) {
      throw new IllegalArgumentException("all weights under solve-rates are 0");
    }
  }
}
