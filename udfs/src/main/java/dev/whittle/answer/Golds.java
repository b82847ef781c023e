// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** Finds the answer in a gold, which may be bare, boxed or a solution of its own. */
final class Golds {

  private Golds() {}

  static String answer(String gold) {
    if (gold.length() <= 12 && gold.indexOf('\\') < 0) {
      return gold;
    }
    Extraction found = AnswerExtractor.extract(gold);
    boolean taken = found.found() && (found.rule().marked() || gold.length() > 600);
    return taken ? found.answer() : cut(gold);
  }

  private static String cut(String gold) {
    return gold.length() > AnswerExtractor.LONGEST
        ? gold.substring(gold.length() - AnswerExtractor.LONGEST)
        : gold;
  }
}
