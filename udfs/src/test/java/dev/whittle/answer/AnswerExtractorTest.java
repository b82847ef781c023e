// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerExtractorTest {

  private static void expect(String text, String answer, Rule rule) {
    Extraction found = AnswerExtractor.extract(text);
    assertThat(found.answer()).as(text).isEqualTo(answer);
    assertThat(found.rule()).as(text).isEqualTo(rule);
  }

  @Test
  void takesTheLastBox() {
    expect("First \\boxed{3}, on reflection \\boxed{4}.", "4", Rule.BOX);
    expect("so \\boxed{\\frac{1}{2}} it is", "\\frac{1}{2}", Rule.BOX);
    expect("\\fbox{7}", "7", Rule.BOX);
    expect("The answer is \\boxed 5.", "5", Rule.BOX);
    expect("\\boxed {7}", "7", Rule.BOX);
  }

  @Test
  void fallsBackFromAnEmptyOrUnclosedBox() {
    expect("\\boxed{5} oops \\boxed{}", "5", Rule.BOX);
    expect("\\boxed{3} then \\boxed{\\frac{1}{2}", "3", Rule.BOX);
  }

  @Test
  void joinsBoxesThatStandTogether() {
    expect("\\boxed{1} and \\boxed{-2}", "1, -2", Rule.BOXES);
    expect("\\boxed{1}\\boxed{2}", "1, 2", Rule.BOXES);
    expect("\\boxed{4}. Therefore \\boxed{4}", "4", Rule.BOX);
    expect("\\boxed{1}. Then we go on and \\boxed{2}", "2", Rule.BOX);
  }

  @Test
  void readsWhatStandsAfterTheReasoning() {
    expect("<think>\\boxed{1}</think>The answer is \\boxed{2}", "2", Rule.BOX);
    expect("secretly thinking</think>42", "42", Rule.BARE);
    assertThat(AnswerExtractor.extract("<think>so it is 42, or").rule()).isEqualTo(Rule.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The final answer is 12.|12",
        "Final answer: -3.5|-3.5",
        "**Answer:** 7|7",
        "Answer: B. Answer: C|C",
        "the answer to this question is 9. Good.|9",
        "答案：12元|12元",
        "故选：D|D",
        "La réponse est 12.|12",
      })
  void readsWhatFollowsACue(String text, String answer) {
    expect(text, answer, Rule.CUE);
  }

  @Test
  void readsTheLineAfterHashesButNoHeadline() {
    expect("She has 72 eggs.\n#### 72", "72", Rule.HASHES);
    expect("#### 5\n#### 4", "4", Rule.HASHES);
    expect("#### Step 2: add\nso we get 17 apples there", "17", Rule.NUMBER);
  }

  @Test
  void fallsBackToTheLastFormulaThenTheLastNumber() {
    expect("Therefore $x \\geq 5$ is the solution.", "x \\geq 5", Rule.MATH);
    expect("no cue here, 1 then 2 then 3", "3", Rule.NUMBER);
    expect("the ratio of the plan is 13/28", "13/28", Rule.NUMBER);
    expect("so it costs -$40", "-$40", Rule.NUMBER);
  }

  @Test
  void givesTheSpanOfTheAnswer() {
    Extraction found = AnswerExtractor.extract("so \\boxed{ 42 }.");
    assertThat(found.start()).isEqualTo(11);
    assertThat(found.end()).isEqualTo(13);
  }

  @Test
  void findsTheLetterThatATextSettlesOn() {
    for (String text :
        new String[] {
          "I would go with (B) here",
          "B. because A is wrong",
          "Option B is correct, not A.",
          "因此选择 B 选项",
          "正确答案是（B）",
          "It's not A because it makes no sense, so I think it's B",
        }) {
      assertThat(AnswerExtractor.extract(text, AnswerExtractor.Hint.LETTER).answer())
          .as(text)
          .contains("B");
    }
    assertThat(Letters.find("A banana is not an answer", 0, 25).found()).isFalse();
    assertThat(Letters.find("A B C D", 0, 7).found()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "$$",
        "I cannot tell you that, for reasons that are long and hard to explain here, at least within the limits of one single reply, so I shall simply say nothing more about it, sorry for that; do please ask again"
      })
  void findsNothingWhereThereIsNothing(String text) {
    assertThat(AnswerExtractor.extract(text).answer()).isNull();
    assertThat(AnswerExtractor.extract(null).rule()).isEqualTo(Rule.NONE);
  }

  @Test
  void finishesOnAMegabyteOfHostileText() {
    for (String unit :
        new String[] {
          "\\boxed{", "$", "\\", "answer is ", "####", "<answer>", "1,", "{", "(", "A ", "答案", "<|"
        }) {
      String text = unit.repeat(1_000_000 / unit.length());
      assertThat(AnswerExtractor.extract(text)).as(unit).isNotNull();
    }
  }
}
