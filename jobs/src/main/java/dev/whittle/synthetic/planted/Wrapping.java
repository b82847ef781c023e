// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;

/**
 * Text around a problem: headings, boilerplate that many problems share, and stories that hide a
 * problem.
 */
public final class Wrapping {
  private static final String[] HEADINGS = {
    "Problem {}. ", "Problem {}: ", "Exercise {}. ", "Question {}: "
  };
  private static final String[] ZH_HEADINGS = {"第{}题 ", "题目{}："};
  private static final String[] BEFORE = {
    "Read the following question carefully and answer it without the help of a calculator or of any other device. ",
    "This exercise was set in the first round of the regional competition for students of all grades. "
  };
  private static final String[] AFTER = {
    "\nGive your answer as an integer or as a fraction in lowest terms and explain every step of your reasoning.",
    "\nIf the answer can be written as a reduced fraction then write it so, otherwise give it as a decimal number."
  };
  private static final String[] STORY_BEFORE = {
    "Last winter our study group met every week in the old library, and at the end of each evening somebody read one question aloud. This was the one that kept us longest. ",
    "Dear editors, my grandfather left me a box of letters, and in one of them I found the following question with a coffee stain over the solution. "
  };
  private static final String[] STORY_AFTER = {
    " Nobody went home before it was settled, and the librarian had to switch the lights off twice.",
    " I should be glad to see it solved in your next issue, with greetings from the coast."
  };
  private static final String[] ZH_STORY_BEFORE = {"上个星期数学兴趣小组的同学们在图书馆里讨论了很久，最后老师把这道题写在了黑板上："};
  private static final String[] ZH_STORY_AFTER = {"大家算了整整一个下午，直到天黑才回家。"};

  private Wrapping() {}

  /** The problem under a numbered heading. */
  public static String heading(String problem, String language, Draw draw) {
    String heading = language.equals("zh") ? draw.of(ZH_HEADINGS) : draw.of(HEADINGS);
    return heading.replace("{}", Integer.toString(draw.between(1, 40))) + problem;
  }

  /** The problem before or after a long sentence that other problems carry too (English only). */
  public static String boilerplate(String problem, Draw draw) {
    return draw.below(2) == 0 ? draw.of(BEFORE) + problem : problem + draw.of(AFTER);
  }

  /** The problem inside a longer text that has nothing to do with it. */
  public static String story(String problem, String language, Draw draw) {
    return language.equals("zh")
        ? draw.of(ZH_STORY_BEFORE) + problem + draw.of(ZH_STORY_AFTER)
        : draw.of(STORY_BEFORE) + problem + draw.of(STORY_AFTER);
  }
}
