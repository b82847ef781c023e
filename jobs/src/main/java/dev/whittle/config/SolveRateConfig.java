// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;
import java.util.List;

/** A solve-rate stage: what each of its models must leave unsolved, and how much it must solve. */
public record SolveRateConfig(
    @Doc("The rules, all of which a problem must pass; the first that it fails gives the reason.")
        List<Rule> models,
    @Doc(
            "How a rate over n attempts is judged by a rule over m < n: hypergeometric draws m of the"
                + " n without replacement, scale takes k*m/n rounded half up.")
        Subsample subsample,
    @Doc(
            "Seed of the draws; stages with the same seed draw the same attempts of a problem, a"
                + " longer draw beginning with the shorter one.")
        long seed,
    @Doc("When attempts make the recorded answer suspect.") GoldSuspectConfig goldSuspect,
    @Doc(
            "How many problems the stage judges at most; of more that come in, those drawn by seed and problem_id, the others are rejected"
                + " as not-asked. 0: all. A cap on the bill that is known before the first attempt.")
        @Range(min = 0, max = 1_000_000_000)
        int atMost)
    implements Serializable {

  /** One model and its band. */
  public record Rule(
      @Doc("Label of the model, a key of `models`.") String model,
      @Doc("How many attempts the band speaks of.") @Range(min = 1, max = 10_000) int attempts,
      @Doc("How many of them must be right, both ends included, such as 1..3.") Band keep)
      implements Serializable {
    public Rule {
      if (keep.lo() > attempts) {
        throw new IllegalArgumentException(
            "no problem can have " + keep + " of " + attempts + " attempts right");
      }
    }
  }

  /** How a ready-made rate is judged over fewer attempts than it was measured with. */
  public enum Subsample {
    SCALE,
    HYPERGEOMETRIC
  }

  public SolveRateConfig {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a solve-rate stage needs at least one model");
    }
  }

  /** One that judges all that comes in. */
  public SolveRateConfig(
      List<Rule> models, Subsample subsample, long seed, GoldSuspectConfig goldSuspect) {
    this(models, subsample, seed, goldSuspect, 0);
  }
}
