// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import dev.whittle.synthetic.family.Draw;
import dev.whittle.synthetic.planted.WrongAnswers;
import java.util.Locale;

/**
 * A model that does not exist: it is right with a probability drawn from family, level and problem,
 * and writes a chain of thought around the official solution or around a wrong one. Only the demo
 * and the tests may use it, and its name says what it is.
 */
enum SimulatedModel {
  BASELINE(3.4, 1.05, 2),
  STRONG(6.2, 1.1, 5);

  private static final String[] OPEN = {
    "Let us read the question again.",
    "First I write down what is given.",
    "We need to find one number here.",
    "I will go step by step."
  };
  private static final String[] MIDDLE = {
    "Let me check this step.",
    "Perhaps there is a shorter way.",
    "Wait, maybe I should verify that.",
    "Therefore we can go on.",
    "Since both sides agree, this holds.",
    "Alternatively, I might try a small case.",
    "Because of this the next step follows.",
    "Let me verify the result by putting it in.",
    "Hmm, it could also be done backwards.",
    "So this part is settled, and thus the rest is easy."
  };
  private static final String[] ZH_OPEN = {"先把题目再读一遍。", "先写出已知条件。", "一步一步来做。"};
  private static final String[] ZH_MIDDLE = {
    "让我检查一下这一步。", "也许还有更简单的方法。", "等等，需要验证一下。", "因此可以继续。", "因为两边相等，所以成立。", "或者可以试试小的情况。", "把结果代入检验。"
  };

  private final double ease;
  private final double slope;
  private final int talk;

  SimulatedModel(double ease, double slope, int talk) {
    this.ease = ease;
    this.slope = slope;
    this.talk = talk;
  }

  /** {@code simulated-baseline} or {@code simulated-strong}. */
  String code() {
    return "simulated-" + name().toLowerCase(Locale.ROOT);
  }

  /** What the model is recorded to have written. */
  record Text(String text, String finishReason) {}

  /** The share of attempts at the row's problem that are right, in the long run. */
  double solveRate(long seed, PoolRow row) {
    // The family's and the problem's own difficulty are the same for both models.
    double family = 1.6 * (new Draw(row.family().hashCode()).unit() - 0.5);
    Draw draw = new Draw(seed, row.problem().hashCode());
    double own = 1.6 * (draw.unit() + draw.unit() + draw.unit() - 1.5);
    return 1 / (1 + Math.exp(-(ease - slope * row.level() + family + own)));
  }

  /**
   * Attempt {@code attempt} at a row that has a problem and an answer; depends on its text, not on
   * its place.
   */
  Text attempt(long seed, PoolRow row, int attempt) {
    Draw draw = new Draw(seed, ordinal(), attempt, row.problem().hashCode());
    boolean right = draw.chance(solveRate(seed, row));
    boolean zh = row.language().equals("zh");
    StringBuilder text = new StringBuilder(draw.of(zh ? ZH_OPEN : OPEN));
    String[] steps = row.solution().split(zh ? "(?<=。)" : "(?<=\\.) ");
    for (int i = 0; i < steps.length - 1; i++) {
      text.append(zh ? "" : " ")
          .append(right || i < steps.length - 2 ? steps[i] : wrongStep(steps[i], draw));
      for (int j = draw.below(talk); j > 0; j--) {
        text.append(zh ? "" : " ").append(draw.of(zh ? ZH_MIDDLE : MIDDLE));
      }
    }
    // A cut text is a wrong attempt of its own kind.
    if (!right && draw.chance(0.1)) {
      return new Text(text.toString(), "length");
    }
    String answer = right ? row.answer() : WrongAnswers.near(row.answer(), draw);
    text.append(zh ? "所以答案是\\boxed{" : " So the answer is \\boxed{")
        .append(answer)
        .append(zh ? "}。" : "}.");
    return new Text(text.toString(), "stop");
  }

  private static String wrongStep(String step, Draw draw) {
    return step.chars().anyMatch(c -> c >= '0' && c <= '9') ? WrongAnswers.near(step, draw) : step;
  }
}
