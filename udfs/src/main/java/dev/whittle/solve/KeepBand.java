// SPDX-License-Identifier: Apache-2.0
package dev.whittle.solve;

import java.io.Serializable;
import java.util.Locale;

/**
 * The rule "keep a problem if {@code lo} to {@code hi} of {@code n} attempts are right", judged
 * from the shortest prefix of the attempts that decides it.
 *
 * <p>Stopping is exact: whatever the missing attempts turned out to be, the decision would be the
 * one after all {@code n}. So a sampler may stop as soon as {@link #decide} is not {@link
 * Decision#UNDECIDED}, and a judge that replays more attempts than were needed decides the same.
 *
 * @param n how many attempts the rule speaks of
 * @param lo the smallest number of right attempts that is kept
 * @param hi the largest number of right attempts that is kept; {@code n} or more rejects nothing as
 *     too easy
 */
public record KeepBand(int n, int lo, int hi) implements Serializable {

  /** What the attempts so far say. */
  public enum Decision {
    KEEP,
    /** More are right than the band allows. */
    TOO_EASY,
    /** Too few are right, and too few are left. */
    TOO_HARD,
    /** The attempts that are missing could still go either way. */
    UNDECIDED;

    /** The name in kebab-case, as it stands in evidence columns. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A decision and the attempts it needed.
   *
   * @param attempts the length of the shortest deciding prefix, or all attempts when undecided
   * @param correct how many of those are right
   */
  public record Judgement(Decision decision, int attempts, int correct) {}

  public KeepBand {
    if (n < 1 || lo < 0 || hi < lo || lo > n) {
      throw new IllegalArgumentException(
          "Cannot keep "
              + lo
              + ".."
              + hi
              + " of "
              + n
              + ": needs 0 <= LO <= HI and LO <= n, n >= 1.");
    }
  }

  /**
   * Decides from counts alone, for the order does not matter.
   *
   * @throws IllegalArgumentException if there are more than {@code n} attempts or a count is
   *     negative
   */
  public Decision decide(int successes, int failures) {
    int left = n - successes - failures;
    if (successes < 0 || failures < 0 || left < 0) {
      throw new IllegalArgumentException(
          "Cannot judge " + successes + " right and " + failures + " wrong of " + n + " attempts.");
    }
    if (successes > hi) {
      return Decision.TOO_EASY;
    }
    if (successes + left < lo) {
      return Decision.TOO_HARD;
    }
    return successes >= lo && successes + left <= hi ? Decision.KEEP : Decision.UNDECIDED;
  }

  /**
   * Replays outcomes in order and stops at the first that decides, which is the {@code n}th at the
   * latest. A band that keeps every count is decided without an attempt.
   */
  public Judgement replay(boolean[] outcomes) {
    int correct = 0;
    int attempts = 0;
    Decision decision = decide(0, 0);
    while (decision == Decision.UNDECIDED && attempts < outcomes.length) {
      if (outcomes[attempts++]) {
        correct++;
      }
      decision = decide(correct, attempts - correct);
    }
    return new Judgement(decision, attempts, correct);
  }
}
