// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every answer. */
final class VerifierLawsTest {

  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
  private final AnswerVerifier exact = new AnswerVerifier(VerifierPolicy.exact());

  /** Expressions that are defined at almost all points, in LaTeX. */
  @Provide
  Arbitrary<String> expressions() {
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 999).map(String::valueOf),
            Arbitraries.of("x", "y", "n", "\\pi", "a_1", "\\theta"));
    return Arbitraries.recursive(() -> leaf, inner -> deeper(inner, leaf), 0, 3);
  }

  private static Arbitrary<String> deeper(Arbitrary<String> inner, Arbitrary<String> leaf) {
    return Arbitraries.oneOf(
        Combinators.combine(inner, leaf).as((a, b) -> "(" + a + " + " + b + ")"),
        Combinators.combine(inner, inner).as((a, b) -> "(" + a + " - 2 \\cdot " + b + ")"),
        Combinators.combine(inner, leaf).as((a, b) -> a + " \\cdot " + b),
        Combinators.combine(inner, leaf).as((a, b) -> "\\frac{" + a + "}{" + b + "}"),
        inner.map(a -> "\\left(" + a + "\\right)^{2}"),
        inner.map(a -> "\\sin\\left(" + a + "\\right)"));
  }

  @Provide
  Arbitrary<String> answers() {
    Arbitrary<String> number = Arbitraries.integers().between(-9999, 9999).map(String::valueOf);
    return Arbitraries.oneOf(
        number,
        Combinators.combine(number, Arbitraries.integers().between(1, 99))
            .as((a, b) -> "\\frac{" + a + "}{" + b + "}"),
        Combinators.combine(number, number).as((a, b) -> "(" + a + ", " + b + ")"),
        Combinators.combine(number, number, number)
            .as((a, b, c) -> "\\{" + a + ", " + b + ", " + c + "\\}"),
        number.map(a -> "x > " + a),
        number.map(a -> "[" + a + ", \\infty)"),
        number.map(a -> a + "\\%"),
        number.map(a -> "\\sqrt{2} + " + a),
        Arbitraries.of("A", "\\text{yes}", "x^2+1", "2x+y=3", "\\infty"));
  }

  @Property(tries = 500)
  void everyDefinedAnswerEqualsItself(@ForAll("answers") String answer) {
    assertThat(verifier.matches(answer, "\\boxed{" + answer + "}")).as(answer).isTrue();
    assertThat(exact.matches(answer, answer)).as(answer).isTrue();
  }

  @Property(tries = 500)
  void equalityIsSymmetricWithoutRounding(
      @ForAll("answers") String a, @ForAll("answers") String b) {
    assertThat(exact.matches(a, "\\boxed{" + b + "}"))
        .as(a + " and " + b)
        .isEqualTo(exact.matches(b, "\\boxed{" + a + "}"));
  }

  @Property(tries = 300)
  void addingOneIsNeverTheSame(@ForAll("expressions") String expression) {
    if (expression.length() < 300) {
      assertThat(verifier.matches(expression, "\\boxed{" + expression + " + 1}"))
          .as(expression)
          .isFalse();
    }
  }

  @Property(tries = 300)
  void commutingATermIsTheSame(@ForAll("expressions") String a, @ForAll("expressions") String b) {
    if (a.length() + b.length() < 120) {
      assertThat(verifier.matches(a + " + " + b, "\\boxed{" + b + " + " + a + "}"))
          .as(a + " and " + b)
          .isTrue();
    }
  }

  @Property(tries = 500)
  void integersAreEqualExactlyWhenTheyAreTheSame(@ForAll long a, @ForAll long b) {
    assertThat(verifier.matches(Long.toString(a), "\\boxed{" + b + "}")).isEqualTo(a == b);
    assertThat(verifier.matches(Long.toString(a), "The answer is " + a + ".")).isTrue();
  }

  @Property(tries = 2000)
  void isTotalAndDeterministic(@ForAll String gold, @ForAll String text) {
    assertThat(verifier.check(gold, text)).isEqualTo(verifier.check(gold, text));
    assertThat(AnswerExtractor.extract(text)).isNotNull();
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.of(
            "\\boxed{",
            "}",
            "{",
            "\\frac",
            "\\sqrt",
            "^",
            "_",
            "(",
            ")",
            "[",
            "]",
            "\\{",
            "\\}",
            ",",
            ";",
            "x",
            "12",
            "0.5",
            "1e9",
            "\\text{",
            " and ",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "&",
            "\\\\",
            "|",
            "=",
            "<",
            "\\le",
            "\\cup",
            "\\infty",
            "-",
            "+",
            "\\pm",
            "!",
            "%",
            "^\\circ",
            "$",
            "\\sum_{k=1}^{",
            "\\int_0^1",
            "\\lim_{x\\to",
            "\\log",
            "\\sin",
            "dx",
            "#### ",
            "answer is ",
            "</think>",
            "答案",
            "A",
            ":",
            "\\binom",
            "π",
            "½",
            "9^9^9",
            "\n",
            "...")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 500)
  void aWholeNumberIsTheSameTypeWithAndWithoutTheParser(
      @ForAll @LongRange(min = -9_999_999_999_999L, max = 9_999_999_999_999L) long number,
      @ForAll @IntRange(max = 2) int zeros) {
    String gold = (number < 0 ? "-" : "") + "0".repeat(zeros) + Math.abs(number);
    // A space in front is no digit: the parser reads it.
    assertThat(verifier.typeOf(gold)).isEqualTo(verifier.typeOf(" " + gold));
    assertThat(verifier.verifiable(gold)).isTrue();
  }

  @Property(tries = 3000)
  void isTotalAndDeterministicOnFragmentsOfAnswers(
      @ForAll("fragments") String gold, @ForAll("fragments") String text) {
    assertThat(verifier.check(gold, text)).isEqualTo(verifier.check(gold, text));
    verifier.typeOf(gold);
    verifier.verifiable(gold);
  }

  @Property(tries = 200)
  void saysNoToAnythingThatOnlyContainsTheAnswer(@ForAll("answers") String answer) {
    // Of a set of reals it may be true: a point of it adds nothing.
    boolean set = answer.contains(">") || answer.contains("\\infty");
    String hedged = "\\boxed{" + answer + " \\text{ or } 123456789}";
    assertThat(!set && verifier.matches(answer, hedged)).as(answer).isFalse();
  }
}
