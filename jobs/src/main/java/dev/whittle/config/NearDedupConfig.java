// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import dev.whittle.config.ExactDedupConfig.Preference;
import java.io.Serializable;
import java.util.List;

/** When two problems are nearly one text, and which of them stays. */
public record NearDedupConfig(
    @Doc("Least Jaccard similarity of the shingles of two near duplicates, in 0..1.")
        @Range(min = 0.5, max = 1)
        double threshold,
    @Doc(
            "Bands of the MinHash signature that finds neighbours within a large group of problems"
                + " with the same guarded key: more find more.")
        @Range(min = 1, max = 200)
        int bands,
    @Doc("Rows of a band: more let fewer dissimilar pairs through to verification.")
        @Range(min = 1, max = 20)
        int rows,
    @Doc(
            "Bands that look for pairs of the same numbers that another guard keeps apart, for the report; 0 for none.")
        @Range(min = 0, max = 200)
        int reportBands,
    @Doc("Rows of a band of the report.") @Range(min = 1, max = 20) int reportRows,
    @Doc("What must be the same in two near duplicates besides their similarity.") Guards guards,
    @Doc(
            "What becomes of problems that differ in their numbers only: keep-all, or {keep: N} for"
                + " the best-ranked N of a template.")
        NumericVariants numericVariants,
    @Doc(
            "The directory of an earlier run whose kept problems new ones are compared with too;"
                + " empty for none.")
        String against,
    @Doc(
            "What is preferred in a representative, the most important first; the smallest"
                + " problem_id decides at last.")
        List<Preference> prefer,
    @Doc(
            "Kept members of a group that are all compared with the next one; in a larger group"
                + " those that share a band. Also members of a report's bucket that are all compared.")
        @Range(min = 2, max = 1000)
        int allPairsUpTo,
    @Doc("Members of a larger bucket of the report with which all the others are compared.")
        @Range(min = 1, max = 64)
        int anchors,
    @Doc(
            "Members that a bucket takes; a larger one is listed as capped, and skipped by the"
                + " report.")
        @Range(min = 2, max = 1_000_000_000)
        int cappedFrom)
    implements Serializable {

  /** What keeps two problems apart that share nearly all their words. */
  public record Guards(
      @Doc("Whether both must have the same multiset of numbers, in the same places.")
          boolean numbers,
      @Doc("Whether both must have the same multiset of operators, relations and brackets.")
          boolean operators,
      @Doc(
              "Whether both must have the same words that decide, such as maximum or minimum, even"
                  + " or odd.")
          boolean words,
      @Doc("Whether both must have the same variables and names of points.") boolean symbols,
      @Doc("Whether their answers, where both have one, must be equal by the verifier.")
          boolean answers)
      implements Serializable {}

  public NearDedupConfig {
    prefer = List.copyOf(prefer);
    if (prefer.stream().distinct().count() != prefer.size()) {
      throw new IllegalArgumentException("prefer names something twice");
    }
  }
}
