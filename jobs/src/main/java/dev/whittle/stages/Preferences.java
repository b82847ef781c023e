// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.ExactDedupConfig.Preference;
import java.io.Serializable;
import java.util.List;

/**
 * Which of two duplicates is preferred, as a number, and whether their answers agree: the same
 * rules wherever duplicates are resolved.
 */
final class Preferences implements Serializable {
  static final int MAX_PRIORITY = 0xfff;
  static final int MAX_LENGTH = 0x3ffff;

  private final List<Preference> prefer;

  Preferences(List<Preference> prefer) {
    this.prefer = prefer;
  }

  /**
   * The rank among duplicates, the smaller the better, in 0 to 2^32-1; equal ranks are told apart
   * by problem_id.
   */
  long rank(String answer, boolean solution, Integer priority, int length) {
    long rank = 0;
    for (Preference preference : prefer) {
      rank =
          switch (preference) {
            case ANSWER -> rank << 1 | (isUsable(answer) ? 0 : 1);
            case SOLUTION -> rank << 1 | (solution ? 0 : 1);
            case PRIORITY ->
                rank << 12
                    | (priority == null
                        ? MAX_PRIORITY
                        : Math.max(0, Math.min(MAX_PRIORITY, priority)));
            case LONGER -> rank << 18 | (MAX_LENGTH - Math.min(MAX_LENGTH, length));
          };
    }
    return rank;
  }

  private static boolean isUsable(String answer) {
    return !isBlank(answer) && Verifier.ANSWERS.verifiable(answer);
  }

  /** Whether both are there and the verifier calls them different. */
  static boolean conflict(String answer, String other) {
    if (isBlank(answer) || isBlank(other) || answer.equals(other)) {
      return false;
    }
    return !Verifier.ANSWERS.matches(answer, other) && !Verifier.ANSWERS.matches(other, answer);
  }

  static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  /** One verifier a JVM, made when the first executor needs it. */
  private static final class Verifier {
    static final AnswerVerifier ANSWERS = new AnswerVerifier(VerifierPolicy.standard());
  }
}
