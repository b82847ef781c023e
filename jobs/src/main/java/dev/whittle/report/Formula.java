// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

/** Answers as pages typeset them. */
final class Formula {
  private Formula() {}

  /** An answer that is bare LaTeX between dollars; any other one as it is. */
  static String of(String answer) {
    boolean bare = answer.indexOf('$') < 0 && !answer.contains("\\(");
    boolean latex = answer.indexOf('\\') >= 0 || answer.indexOf('^') >= 0;
    return bare && latex ? "$" + answer + "$" : answer;
  }
}
