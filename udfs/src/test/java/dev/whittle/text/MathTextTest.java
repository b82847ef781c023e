// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathTextTest {

  @Property(tries = 3000)
  void isIdempotentOnLatex(@ForAll("latex") String raw) {
    String canonical = MathText.canonical(raw);
    assertThat(MathText.canonical(canonical)).isEqualTo(canonical);
  }

  @Property(tries = 2000)
  void isIdempotentOnAnyText(@ForAll String raw) {
    String canonical = MathText.canonical(raw);
    assertThat(MathText.canonical(canonical)).isEqualTo(canonical);
  }

  @Property(tries = 1000)
  void separatesTokensBySingleSpaces(@ForAll("latex") String raw) {
    String canonical = MathText.canonical(raw);
    assertThat(canonical).isEqualTo(canonical.strip()).doesNotContain("  ");
  }

  @Property(tries = 1000)
  void keepsABodyOfEveryTextThatSaysSomething(@ForAll("latex") String raw) {
    assertThat(MathText.body(raw).isEmpty()).isEqualTo(MathText.canonical(raw).isEmpty());
  }

  @Provide
  Arbitrary<String> latex() {
    List<String> pieces =
        List.of(
            " ",
            " ",
            " ",
            "\\frac",
            "\\dfrac12",
            "\\sqrt",
            "\\sqrt[3]",
            "{",
            "}",
            "{}",
            "{,}",
            ",",
            ", ",
            ";",
            ":",
            "$",
            "$$",
            "\\(",
            "\\[",
            "\\]",
            "\\left(",
            "\\right)",
            "\\left.",
            "\\,",
            "\\!",
            "\\text{",
            "\\mathrm{cm}",
            "\\pmod{7}",
            "\\pmod 7",
            "\\begin{array}{cc}",
            "\\end{array}",
            "\\begin{align*}",
            "\\end{align*}",
            "&",
            "\\\\",
            "1",
            "23",
            "1,000",
            "1{,}000",
            "(1,200)",
            "0.5",
            ".5",
            "...",
            "x",
            "y",
            "ab",
            "AB",
            "ABCD",
            "SHOUTED",
            "Find",
            "the",
            "jim's",
            "x'",
            "'",
            "!",
            "?",
            "-",
            "--",
            "->",
            "5-digit",
            "x-axis",
            "+",
            "=",
            "<=",
            "<",
            "*",
            "**",
            "^",
            "_",
            "__",
            "\\_",
            "^{2}",
            "^{10}",
            "^{n-1}",
            "_{i}",
            "\\times",
            "\u00d7",
            "\u00b2",
            "\u00bd",
            "\u221a",
            "\u221a23",
            "\u03c0",
            "\u00b0",
            "^{\\circ}",
            "\\sin",
            "\\cdot",
            "\\n",
            "\\nFind",
            "\u5c0f\u660e",
            "\u6709",
            "\uff0c",
            "\u3002",
            "\uff13",
            "\u3001",
            "|",
            "\\|",
            "\\{",
            "\\}",
            "(",
            ")",
            "[",
            "]",
            "%",
            "\\%",
            "\\$5",
            "#",
            "\u00e9",
            "\u0130",
            "e\u0301",
            "\u2013",
            "\u2014",
            "\u2019",
            "\ud83d\ude00",
            "\ud83d",
            "\\",
            "~",
            "\\mathbb R",
            "\\overline{AB}",
            "\\colon",
            "\\degree",
            "\\hspace{1cm}");
    return Arbitraries.of(pieces).list().ofMaxSize(14).map(list -> String.join("", list));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "\\dfrac{1}{2} ~ \\frac { 1 } { 2 }",
        "\\frac12 ~ \\frac { 1 } { 2 }",
        "\\tfrac x{23} ~ \\frac { x } { 23 }",
        "$x^{2}$ ~ x ^ 2",
        "x\u00b2 ~ x ^ 2",
        "x\u00b9\u2070 ~ x ^ 10",
        "2\u00bd ~ 2 \\frac { 1 } { 2 }",
        "x**2 ~ x ^ 2",
        "\\left( x+1 \\right) ~ ( x + 1 )",
        "\\[ a\\,b \\] ~ a b",
        "3 \u00d7 4 ~ 3 \\times 4",
        "\uff13\uff0b\uff14\uff1d\uff1f ~ 3 + 4 = ?",
        "12\\text{ cm} ~ 12 cm",
        "1,000,000 ~ 1000000",
        "1{,}000 ~ 1000",
        "(1,200) ~ ( 1 , 200 )",
        "1, -2 ~ 1 , - 2",
        "Find A, and b ~ find A and b",
        "What is 5? ~ what is 5",
        "5! ~ 5 !",
        "Stop! ~ stop",
        "f'(x) ~ f ' ( x )",
        "Jim's ~ jim's",
        "Find AB if BC = 3 ~ find AB if BC = 3",
        "CALCULATE THE AREA OF X ~ calculate the area of X",
        "a 5-digit number ~ a 5 digit number",
        "5-ab ~ 5 - ab",
        "\u221a23 ~ \\sqrt { 23 }",
        "\\sqrt[3]8 ~ \\sqrt[3] { 8 }",
        "\\sin x ~ sin x",
        "90^{\\circ} ~ 90 ^ \\circ",
        "90\u00b0 ~ 90 ^ \\circ",
        "a \\pmod{7} ~ a ( mod 7 )",
        "\u03b1 \u2264 \u03c0 ~ \\alpha \\le \\pi",
        "\\begin{align*} x&=1 \\\\ y&=2 \\end{align*} ~ x = 1 y = 2",
        "\\begin{array}{cc}1&2\\\\3&4\\end{array} ~"
            + " \\begin{matrix} 1 & 2 \\\\ 3 & 4 \\end{matrix}",
        "\\nFind x ~ find x",
        "\u5c0f \u660e \u6709 3 \u4e2a ~ \u5c0f\u660e\u6709 3 \u4e2a",
        "\u5c0f\u660e\uff0c\u6709\u3002 ~ \u5c0f\u660e\u6709",
      })
  void writesOneFormOfEachThing(String raw, String canonical) {
    assertThat(MathText.canonical(raw)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "3+4 ~ 3-4",
        "3+4 ~ 3 4",
        "x^2 ~ x2",
        "x^{23} ~ x^2 3",
        "1, -2 ~ 1 - 2",
        "12 ~ 1 2",
        "x < 3 ~ x \\le 3",
        "find x ~ find X",
        "5! ~ 5",
        "\\frac12 ~ \\frac21",
        "0.5 ~ 0.50",
        "5-ab ~ 5ab",
        "\u00bd ~ 12",
        "5\u00b2 ~ 52",
        "|x| ~ x",
        "2:3 ~ 2 3",
        "\\sqrt{2}3 ~ \\sqrt{23}",
      })
  void tellsDifferentMathematicsApart(String one, String other) {
    assertThat(MathText.canonical(one)).isNotEqualTo(MathText.canonical(other));
  }

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
  void isEmptyOnlyForTextsThatSayNothing() {
    assertThat(MathText.canonical(null)).isEmpty();
    assertThat(MathText.canonical(" \n. , $ \\left. ")).isEmpty();
    assertThat(MathText.canonical("?")).isEmpty();
    assertThat(MathText.canonical("x")).isEqualTo("x");
  }

  @Test
  void leavesHeadingsAndAnswerFormatsOutOfTheBody() {
    String body = "find the area of the triangle";
    assertThat(MathText.body("Problem 12. Find the area of the triangle.")).isEqualTo(body);
    assertThat(MathText.body("3) Find the area of the triangle.")).isEqualTo(body);
    assertThat(
            MathText.body(
                "Find the area of the triangle. Express your answer as a common fraction."))
        .isEqualTo(body);
    assertThat(
            MathText.body(
                "The area is $\\frac{m}{n}$, where $m$ and $n$ are relatively prime positive"
                    + " integers. Find $m+n$."))
        .isEqualTo("the area is \\frac { m } { n }");
    assertThat(MathText.body("12 is what percent of 60?")).isEqualTo("12 is what percent of 60");
    assertThat(MathText.body("3.5 apples")).isEqualTo("3.5 apples");
    assertThat(MathText.body("\u4f8b1\uff1a\u5c0f\u660e\u6709")).isEqualTo("\u5c0f\u660e\u6709");
  }

  @Property(tries = 500)
  void hashesLikeMurmur3OfLittleEndianUtf16(@ForAll String text) {
    long[] reference = MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_16LE));
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      assertThat(Hash128.of(text)).isEqualTo(new Hash128(reference[0], reference[1]));
    }
  }

  @Test
  void writesAKeyAs32HexDigits() {
    assertThat(new Hash128(0x0123456789abcdefL, -1).hex())
        .isEqualTo("0123456789abcdefffffffffffffffff");
    assertThat(MathText.key("3 + 4")).hasSize(32).isNotEqualTo(MathText.key("3 + 5"));
  }
}
