// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberMaskTest {

  @Test
  void masksDigitsAndNumberWords() {
    NumberMask mask = NumberMask.of(MathText.canonical("Two trains go 3.5 km and 1,200 m."));
    assertThat(mask.masked()).isEqualTo("<n> trains go <n> km and <n> m");
    assertThat(mask.numbers()).containsExactly("2", "3.5", "1200");
  }

  @Test
  void masksChineseNumerals() {
    NumberMask mask = NumberMask.of(MathText.canonical("\u6709\u4e09\u5341\u4e2a\u548c5\u4e2a"));
    assertThat(mask.masked()).isEqualTo("\u6709 <n> \u4e2a\u548c <n> \u4e2a");
    assertThat(mask.numbers()).containsExactly("\u4e09\u5341", "5");
  }

  @Test
  void givesEqualMasksToProblemsThatDifferInTheirNumbers() {
    String one = NumberMask.of(MathText.canonical("Find $3^{12}+x_1$")).masked();
    String other = NumberMask.of(MathText.canonical("Find $15^{2}+x_7$")).masked();
    assertThat(one).isEqualTo(other).isEqualTo("find <n> ^ <n> + x _ <n>");
  }

  @Test
  void masksNothingInATextWithoutNumbers() {
    assertThat(NumberMask.of("find one x"))
        .isEqualTo(new NumberMask("find one x", java.util.List.of()));
    assertThat(NumberMask.of("").masked()).isEmpty();
  }

  @Test
  void cutsTextIntoTokensAndCjkIntoCharacters() {
    assertThat(Tokens.of(MathText.canonical("\u5c0f\u660e\u6709 3 \u4e2a $x^2$")))
        .containsExactly("\u5c0f", "\u660e", "\u6709", "3", "\u4e2a", "x", "^", "2");
    assertThat(Tokens.of("")).isEmpty();
  }
}
