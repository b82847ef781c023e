// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/**
 * What sources disagree about, as explicit choices.
 *
 * @param percent whether {@code 50%} also equals 50 and 1/2; two bare numbers (75 and 0.75) are
 *     never equal by this
 * @param goldDigits a gold decimal with at least this many significant digits also accepts a more
 *     precise answer that rounds to it (16.67 and 50/3, but not 16.7); 0 turns rounding off
 * @param answerDigits an answer that is a decimal with at least this many significant digits is
 *     accepted when an exact gold rounds to it (2/3 and 0.666667); 0 turns that off
 * @param unorderedLists whether members of a bare list ({@code 1, 2}) may come in any order; tuples
 *     never may
 * @param degreesAsRadians whether an angle in degrees equals the same angle in radians when exactly
 *     one of the two is written with pi
 * @param bareBase whether the digits alone ({@code 204}) equal a gold with a base ({@code 204_5})
 * @param dropNames whether {@code x = 5} equals 5; two different names are never equal
 * @param markerRequired whether an answer must be marked by a box, a tag, {@code ####} or a cue
 */
public record VerifierPolicy(
    Choice percent,
    int goldDigits,
    int answerDigits,
    Choice unorderedLists,
    Choice degreesAsRadians,
    Choice bareBase,
    Choice dropNames,
    Choice markerRequired) {

  /** Whether a rule applies. */
  public enum Choice {
    YES,
    NO;

    boolean yes() {
      return this == YES;
    }
  }

  /**
   * What most sources and most readers agree on; the targets of the project are measured with it.
   */
  public static VerifierPolicy standard() {
    return new VerifierPolicy(
        Choice.YES, 3, 6, Choice.YES, Choice.YES, Choice.YES, Choice.YES, Choice.NO);
  }

  /** Nothing but mathematical equality: symmetric, no rounding, no percent, no bare digits. */
  public static VerifierPolicy exact() {
    return new VerifierPolicy(
        Choice.NO, 0, 0, Choice.YES, Choice.NO, Choice.NO, Choice.YES, Choice.NO);
  }
}
