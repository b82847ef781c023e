// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/** When two statements with other words are one problem. */
public record NearDedupConfig(
    @Doc(
            "Least Jaccard similarity of the shingles of two statements that are near duplicates, in 0..1.")
        @Range(min = 0.5, max = 1)
        double threshold,
    @Doc("Tokens of a shingle; texts below four shingles use shorter ones.")
        @Range(min = 1, max = 8)
        int shingle,
    @Doc("Bands of the MinHash signature: more find more candidates.") @Range(min = 1, max = 200)
        int bands,
    @Doc("Rows of a band: more make a candidate rarer.") @Range(min = 1, max = 32) int rows,
    @Doc("What a near duplicate must share besides its words.") Guards guards)
    implements Serializable {

  /** What keeps two problems apart that share nearly all their words. */
  public record Guards(
      @Doc("Whether both must have the same multiset of numbers.") boolean numbers,
      @Doc("Whether both must have the same multiset of operators and relations.")
          boolean operators,
      @Doc("Whether their answers, where both have one, must be equal by the verifier.")
          boolean answers)
      implements Serializable {}
}
