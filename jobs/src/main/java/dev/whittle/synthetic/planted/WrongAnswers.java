// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import dev.whittle.synthetic.family.Draw;

/** Answers that look like a given one and are not equal to it. */
public final class WrongAnswers {
  private WrongAnswers() {}

  /**
   * The answer with its last whole number moved by 1 to 4. That changes the value of every type the
   * families use: a denominator, the last coordinate, the decimals, a radicand.
   */
  public static String near(String answer, Draw draw) {
    int end = answer.length();
    while (end > 0 && !digit(answer.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && digit(answer.charAt(start - 1))) {
      start--;
    }
    if (start == end) {
      return answer.equals("A") ? "B" : "A";
    }
    String number = answer.substring(start, end);
    long value = Long.parseLong(number) + draw.between(1, 4);
    // Decimals keep their zeros: 1.05 becomes 1.07, not 1.7; trailing zeros cannot make them equal
    // again.
    String moved = Long.toString(value);
    String padded = "0".repeat(Math.max(0, number.length() - moved.length())) + moved;
    return answer.substring(0, start) + padded + answer.substring(end);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
