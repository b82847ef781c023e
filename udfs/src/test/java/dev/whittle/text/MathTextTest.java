// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "Find $\\dfrac{1}{2}$. # find \\frac 12",
        "\\frac12 # \\frac{1}{2}",
        "\\frac{12}{5} # \\tfrac {12} {5}",
        "x^2 # x^{2}",
        "x² + y³ # $x^2+y^3$",
        "\\sqrt2 # \\sqrt{2}",
        "\\sqrt[3]{x} # \\sqrt[3] x",
        "\\left( 0,1 \\right] # (0, 1]",
        "3 × 4 # 3 \\times 4",
        "a \\leq b # a ≤ b",
        "\\( x \\) # $x$",
        "5\\text{ cm} # 5 cm",
        "What is 2+2? # what is 2 + 2",
        "１２＋３ # 12+3",
        "1,234 people # 1234 people",
        "1{,}234 people # 1234 people",
        "小 明 有 3 个 # 小明有3个",
        "求最大值。 # 求最大值",
        "90° # 90\\circ",
      })
  void joinsSpellingsOfOneText(String left, String right) {
    assertThat(MathText.canonical(left)).isEqualTo(MathText.canonical(right)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "x + 2 # x - 2",
        "x^2 # x2",
        "x² # x2",
        "\\frac{1}{25} # \\frac{12}{5}",
        "a < b # a \\le b",
        "12 # 1 2",
        "find x # find X",
        "(0,1] # [0,1]",
        "1.5 # 15",
        "3:4 # 34",
        "1,23 # 123",
        "n! # n",
        "最大值 # 最小值",
        "-3 # 3",
      })
  void keepsDifferentTextsApart(String left, String right) {
    assertThat(MathText.canonical(left)).isNotEqualTo(MathText.canonical(right));
  }

  @Test
  void hasAFormForAnyText() {
    for (String text :
        List.of(
            "", " ", "$$", "\\", "{", "}", "\\frac", "^", "x^", "\\sqrt[", "}}{{", "\u0000",
            "\ud83d", "\\left")) {
      assertThat(MathText.canonical(text)).doesNotContain("  ");
    }
    assertThat(MathText.canonical(null)).isEmpty();
  }

  @Test
  void keysAreStable() {
    // Runs are compared across machines and versions: a changed key changes every digest.
    assertThat(MathText.key("find \\frac { 1 } { 2 }"))
        .hasSize(32)
        .isEqualTo(MathText.key("find \\frac { 1 } { 2 }"));
    assertThat(MathText.key("")).isNotEqualTo(MathText.key("1"));
  }

  @Property(tries = 2000)
  void isIdempotent(@ForAll("texts") String text) {
    String canonical = MathText.canonical(text);
    assertThat(MathText.canonical(canonical)).isEqualTo(canonical);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "\\frac", "\\dfrac", "\\sqrt", "[", "]", "{", "}", "^", "_", "1", "23", ".", ",", "{,}",
            "x", "Find", "don't", " ", "$", "\\(", "\\left(", "\\text{", "²", "₁", "×", "°", "小",
            "明", "。", "Ⅳ", "ﬁ", "-", "=", "<", "\\le", "\\%", "\\_", "\\{", "'", "!", ":", "\\\\",
            "\u2028", "½", "é")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }
}
