// SPDX-License-Identifier: Apache-2.0
package dev.whittle.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ChainScorerTest {
  private static final ChainWords WORDS =
      new ChainWords(
          List.of("check", "double check", "make sure", "检查", "验证"),
          List.of("perhaps", "might", "what if", "可能"),
          List.of("therefore", "since", "因此"));
  private static final ChainScorer SCORER = new ChainScorer(WORDS, 3, 1.5);

  @Test
  void countsTheWordsOfEveryList() {
    ChainMeasure measure =
        SCORER.measure("Perhaps x might be 3. Check: since 3 > 2, it holds. Therefore x = 3.");
    assertThat(measure.verification()).isEqualTo(1);
    assertThat(measure.exploratory()).isEqualTo(2);
    assertThat(measure.adaptive()).isEqualTo(2);
    assertThat(measure.words()).isEqualTo(14);
  }

  @Test
  void countsAPhraseOnceWhateverStandsBetweenItsWords() {
    assertThat(SCORER.measure("Double-check it; DOUBLE\n check. Make, sure").verification())
        .isEqualTo(3);
    assertThat(SCORER.measure("what if what is").exploratory()).isEqualTo(1);
  }

  @Test
  void tellsASwitchOfLanguageFromFormulas() {
    String english = "We take the sum of the first ten numbers and find ";
    assertThat(SCORER.measure(english).otherLanguage()).isZero();
    assertThat(SCORER.measure("我们设 $\\frac{a}{b}=\\sqrt{x}$，则 ABC 的面积为 $xy$ 平方。").otherLanguage())
        .as("names of points, variables and commands are of no language")
        .isZero();
    // Ten words of each.
    assertThat(SCORER.measure(english + "我们把前十个数加起来就得到这个和了啊").otherLanguage()).isBetween(0.4, 0.5);
    assertThat(SCORER.measure("1 + 2 = 3").otherLanguage()).isZero();
  }

  @Test
  void matchesWholeWordsOnly() {
    ChainMeasure measure = SCORER.measure("checked checkmate sincerely mighty recheck");
    assertThat(measure.verification() + measure.exploratory() + measure.adaptive()).isZero();
  }

  @Test
  void findsChineseWordsInsideARun() {
    ChainMeasure measure = SCORER.measure("我们可能需要检查并验证结果，因此答案是3。");
    assertThat(measure.verification()).isEqualTo(2);
    assertThat(measure.exploratory()).isEqualTo(1);
    assertThat(measure.adaptive()).isEqualTo(1);
    // Eighteen Han characters count as nine words, and the number as one.
    assertThat(measure.words()).isEqualTo(10);
  }

  @Test
  void givesFrequenciesThatDoNotGrowWithTheText() {
    String step = "Let us check that three plus four is seven and go on. ";
    ChainMeasure one = SCORER.measure(step);
    ChainMeasure ten = SCORER.measure(step.repeat(10));
    assertThat(ten.frequency(ten.verification())).isEqualTo(one.frequency(one.verification()));
    assertThat(one.frequency(one.verification())).isEqualTo(10_000 / 12);
    assertThat(SCORER.measure("").frequency(0)).isZero();
  }

  @Test
  void estimatesTokensFromCharacters() {
    assertThat(SCORER.measure("abc def ghi").tokens()).isEqualTo(3);
    assertThat(SCORER.measure("检查检").tokens()).isEqualTo(2);
    assertThat(SCORER.measure(" \n").tokens()).isZero();
  }

  @Test
  void seesALoopAsRepeatedWindows() {
    assertThat(SCORER.measure("So we try again and add one more. ".repeat(100)).repeated())
        .isGreaterThan(0.98);
    StringBuilder fresh = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      fresh.append("step ").append(i).append(' ');
    }
    assertThat(SCORER.measure(fresh.toString()).repeated()).isZero();
    assertThat(SCORER.measure(fresh + fresh.toString()).repeated()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void takesNullForAnEmptyText() {
    assertThat(SCORER.measure(null)).isEqualTo(SCORER.measure(""));
  }

  @Test
  void refusesAWordThatCannotMatch() {
    ChainWords words = new ChainWords(List.of("?!"), List.of(), List.of());
    assertThatThrownBy(() -> new ChainScorer(words, 3, 1.5)).hasMessageContaining("'?!'");
  }

  @Test
  void weighsThePartsAsPublished() {
    ChainWeights weights = new ChainWeights(0.30, 0.20, 0.25, 0.25);
    assertThat(weights.score(1, 1, 1, 1)).isCloseTo(1, within(1e-12));
    assertThat(weights.score(1, 0, 0, 0)).isEqualTo(0.30);
    assertThat(weights.score(0, 1, 0.5, 0)).isCloseTo(0.325, within(1e-12));
    assertThatThrownBy(() -> new ChainWeights(0.5, 0.5, 0.5, 0)).hasMessageContaining("1.5");
  }

  @Property
  void measuresAnyText(@ForAll String text) {
    ChainMeasure measure = SCORER.measure(text);
    assertThat(measure.repeated()).isBetween(0.0, 1.0);
    assertThat(measure.words()).isBetween(0, text.length());
    assertThat(measure.frequency(measure.adaptive())).isBetween(0, ChainMeasure.PER_WORDS);
    assertThat(SCORER.measure(text)).isEqualTo(measure);
  }
}
