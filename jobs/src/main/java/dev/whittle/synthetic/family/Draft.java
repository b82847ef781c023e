// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/**
 * What a family makes: a statement, its answer and a short worked solution that ends in the boxed
 * answer.
 */
record Draft(String problem, String answer, String solution) {
  /** An English solution out of steps without full stops; a step that is null is left out. */
  static Draft english(String problem, String answer, String... steps) {
    return new Draft(
        problem, answer, join(steps, ". ", "So the answer is \\boxed{" + answer + "}."));
  }

  /** A Chinese solution out of steps without full stops; a step that is null is left out. */
  static Draft chinese(String problem, String answer, String... steps) {
    return new Draft(problem, answer, join(steps, "。", "所以答案是\\boxed{" + answer + "}。"));
  }

  private static String join(String[] steps, String stop, String last) {
    StringBuilder text = new StringBuilder(160);
    for (String step : steps) {
      if (step != null) {
        text.append(step).append(stop);
      }
    }
    return text.append(last).toString();
  }
}
