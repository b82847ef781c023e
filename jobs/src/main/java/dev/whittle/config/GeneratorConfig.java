// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/** A synthetic pool: how large, and how much of it is planted. */
public record GeneratorConfig(
    @Doc("Problems to write, planted ones included; a malformed record counts as one.")
        @Range(min = 1, max = 1_000_000_000)
        long rows,
    @Doc("Seed of every choice: the same configuration gives the same problems.") long seed,
    @Doc("Problems of one task, hence of one part file of each shape at most.")
        @Range(min = 1, max = 10_000_000)
        int rowsPerFile,
    @Doc("What is planted, as shares of all rows; the rest are original problems.") Planted planted,
    @Doc("Problems of the benchmark that contaminated rows are taken from.")
        @Range(min = 1, max = 10_000)
        int benchmarkItems)
    implements Serializable {

  /**
   * Shares of all rows; a row that cannot be planted as drawn (no earlier original fits) stays an
   * original.
   */
  public record Planted(
      @Doc("Exact copies of an earlier original, often in another file shape.")
          @Range(min = 0, max = 1)
          double exactCopies,
      @Doc("Copies that differ in LaTeX spelling, spaces, width or case only.")
          @Range(min = 0, max = 1)
          double formatCopies,
      @Doc("Copies under a heading such as Problem 7.") @Range(min = 0, max = 1)
          double prefixedCopies,
      @Doc("Copies with a small edit of the wording, all numbers and the meaning kept.")
          @Range(min = 0, max = 1)
          double nearCopies,
      @Doc("The same problem in quite other words: not to be taken for a duplicate by shared text.")
          @Range(min = 0, max = 1)
          double paraphrases,
      @Doc("The same text with other numbers and another answer: not duplicates.")
          @Range(min = 0, max = 1)
          double numericVariants,
      @Doc("Exact copies with a wrong answer.") @Range(min = 0, max = 1) double answerConflicts,
      @Doc(
              "Originals that share long sentences with others and with the benchmark: not duplicates, not contaminated.")
          @Range(min = 0, max = 1)
          double boilerplate,
      @Doc("Benchmark items verbatim, reformatted, inside a longer text, or with other numbers.")
          @Range(min = 0, max = 1)
          double contamination,
      @Doc("Problems with a defect: no answer, a proof, several questions, damaged text and more.")
          @Range(min = 0, max = 1)
          double defects,
      @Doc("Records that cannot be read, or read as a problem.") @Range(min = 0, max = 1)
          double malformed)
      implements Serializable {
    public Planted {
      double sum =
          exactCopies
              + formatCopies
              + prefixedCopies
              + nearCopies
              + paraphrases
              + numericVariants
              + answerConflicts
              + boilerplate
              + contamination
              + defects
              + malformed;
      if (sum > 0.9) {
        throw new IllegalArgumentException(
            "the shares add up to more than 0.9, which leaves too few originals to copy");
      }
    }
  }
}
