// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;

/** What makes a row unusable as a problem with a checkable answer. */
public enum Defect {
  NO_ANSWER,
  UNVERIFIABLE_ANSWER,
  PROOF,
  MULTIPLE_CHOICE,
  YES_NO,
  SEVERAL_QUESTIONS,
  TOO_SHORT,
  NEEDS_IMAGE,
  BROKEN_LATEX,
  ENCODING_DAMAGE,
  PLACEHOLDER_NUMBERS,
  ANSWER_LEAKED;

  /**
   * A statement with its answer.
   *
   * @param answer null when there is none
   */
  public record Damaged(String problem, String answer) {}

  /** Kebab-case. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * A problem with this defect, made out of a sound one; statements that do not use the sound one
   * carry {@code number}, so no two are alike.
   */
  public Damaged apply(String problem, String answer, String language, long number, Draw draw) {
    boolean zh = language.equals("zh");
    return switch (this) {
      case NO_ANSWER -> new Damaged(problem, draw.below(2) == 0 ? null : "");
      case UNVERIFIABLE_ANSWER ->
          new Damaged(
              problem,
              zh
                  ? "答案见解析"
                  : draw.of(
                      "See the solution.", "Answers will vary.", "The proof is given above."));
      case PROOF ->
          new Damaged(
              zh
                  ? "证明：对任意整数n，$n^3 + " + (6 * number + 5) + "n$ 都能被6整除。"
                  : draw.of("Prove", "Show")
                      + " that $n^3 + "
                      + (6 * number + 5)
                      + "n$ is divisible by 6 for every integer $n$.",
              "6");
      case MULTIPLE_CHOICE -> choice(problem, answer, draw);
      case YES_NO -> {
        int divisor = draw.between(3, 19);
        boolean yes = number % divisor == 0;
        yield zh
            ? new Damaged("数" + number + "能被" + divisor + "整除吗？请回答是或否。", yes ? "是" : "否")
            : new Damaged(
                "Is the number " + number + " divisible by " + divisor + "? Answer yes or no.",
                yes ? "Yes" : "No");
      }
      case SEVERAL_QUESTIONS ->
          zh
              ? new Damaged(
                  "(1) " + problem + " (2) 求" + number + "的两倍。 (3) 求" + number + "的三倍。",
                  "(1) " + answer + " (2) " + 2 * number + " (3) " + 3 * number)
              : new Damaged(
                  "(a) "
                      + problem
                      + " (b) What is twice "
                      + number
                      + "? (c) What is three times "
                      + number
                      + "?",
                  "(a) " + answer + " (b) " + 2 * number + " (c) " + 3 * number);
      case TOO_SHORT -> new Damaged(zh ? "求" + number : "Solve " + number, Long.toString(number));
      case NEEDS_IMAGE ->
          new Damaged(
              draw.of(
                  "In the figure shown below, the side of square number "
                      + number
                      + " is marked. What is its length?",
                  "![](images/figure-"
                      + number
                      + ".png) What is the area of the shaded region in the picture above?",
                  "As the picture below shows, wheel number "
                      + number
                      + " touches both walls. What is its radius?"),
              "7");
      case BROKEN_LATEX ->
          new Damaged(
              "Find the value of $x$ such that $\\frac{x + " + number + "}{\\sqrt{3x - 2 = 5", "4");
      case ENCODING_DAMAGE -> new Damaged(damage(problem, zh), answer);
      case PLACEHOLDER_NUMBERS -> new Damaged(placeholders(problem), answer);
      case ANSWER_LEAKED ->
          new Damaged(
              problem
                  + (zh
                      ? "（答案：" + answer + "）"
                      : draw.of(" Answer: ", " The answer is ") + answer + "."),
              answer);
    };
  }

  private static Damaged choice(String problem, String answer, Draw draw) {
    int right = draw.below(4);
    StringBuilder text = new StringBuilder(problem);
    String option = answer;
    for (int i = 0; i < 4; i++) {
      option = i == right ? option : WrongAnswers.near(option, draw);
      text.append(" (").append((char) ('A' + i)).append(") ").append(i == right ? answer : option);
    }
    return new Damaged(text.toString(), String.valueOf((char) ('A' + right)));
  }

  private static String damage(String problem, boolean zh) {
    if (zh) {
      return problem.replaceFirst("[\\u4e00-\\u9fff]{2}", "锟斤拷");
    }
    // What UTF-8 looks like when it was read as Windows-1252, and what a decoder leaves behind.
    return problem.replaceFirst(" ", " â€œ").replaceFirst("\\.|\\?", "â€\u009d\ufffd\ufffd?");
  }

  private static String placeholders(String problem) {
    StringBuilder text = new StringBuilder();
    int numbers = 0;
    for (int i = 0; i < problem.length(); i++) {
      boolean digit = Character.isDigit(problem.charAt(i));
      if (!digit) {
        text.append(problem.charAt(i));
      } else if (i == 0 || !Character.isDigit(problem.charAt(i - 1))) {
        text.append("number").append(numbers++);
      }
    }
    return text.toString();
  }
}
