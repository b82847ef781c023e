// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.answer.VerifierPolicy.Choice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerVerifierTest {

  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());

  /** One line a rule: cases.tsv is written by hand for this project. */
  static List<String[]> cases() throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                AnswerVerifierTest.class.getResourceAsStream("cases.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          rows.add(line.split("\t", -1));
        }
      }
    }
    return rows;
  }

  @Test
  void judgesTheHandWrittenCases() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String[] row : cases()) {
      Check check = verifier.check(row[0], row[1]);
      if (check.equivalent() != Boolean.parseBoolean(row[2])) {
        wrong.add(row[0] + " | " + row[1] + " should be " + row[2] + ": " + check);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void saysWhyAndWhereTheAnswerWas() {
    assertThat(verifier.check("4", "so \\boxed{4}"))
        .isEqualTo(new Check(true, "4", Rule.BOX, ReasonCode.SAME_NUMBER));
    assertThat(verifier.check("4", "so \\boxed{5}"))
        .isEqualTo(new Check(false, "5", Rule.BOX, ReasonCode.OTHER_VALUE));
    assertThat(verifier.check("\\frac{1}{0}", "\\boxed{1}").reason())
        .isEqualTo(ReasonCode.UNDEFINED);
    assertThat(verifier.check("(1,2)", "\\boxed{1}").reason()).isEqualTo(ReasonCode.OTHER_KIND);
    assertThat(verifier.check("x+1", "\\boxed{1+x}").reason())
        .isEqualTo(ReasonCode.SAME_EXPRESSION);
    assertThat(verifier.check("3.14", "\\boxed{\\pi}").reason()).isEqualTo(ReasonCode.SAME_ROUNDED);
  }

  @Test
  void isTotalOnNullAndBlank() {
    assertThat(verifier.check(null, "4").reason()).isEqualTo(ReasonCode.NO_GOLD);
    assertThat(verifier.check(" ", "4").reason()).isEqualTo(ReasonCode.NO_GOLD);
    assertThat(verifier.check("4", null).reason()).isEqualTo(ReasonCode.NO_ANSWER);
    assertThat(verifier.check("4", "").reason()).isEqualTo(ReasonCode.NO_ANSWER);
    assertThat(verifier.check("nan", "nan").equivalent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|INTEGER",
        "\\frac{1}{2}|FRACTION",
        "0.25|DECIMAL",
        "50\\%|PERCENT",
        "90^\\circ|DEGREES",
        "\\$5|CURRENCY",
        "5 cm|UNITS",
        "1:2|RATIO",
        "4:30 pm|TIME",
        "101_2|BASE_N",
        "(1,2)|TUPLE",
        "[1,2)|INTERVAL",
        "\\{1,2\\}|SET",
        "1, 2|LIST",
        "\\begin{pmatrix}1\\\\2\\end{pmatrix}|MATRIX",
        "x^2+y^2=1|EQUATION",
        "x>1|INEQUALITY",
        "\\sqrt{2}|CONSTANT",
        "x+1|EXPRESSION",
        "B|CHOICE",
        "\\text{Monday}|WORDS",
        "\\frac{1}{0}|UNKNOWN",
      })
  void namesTheTypeOfAGold(String gold, AnswerType type) {
    assertThat(verifier.typeOf(gold)).isEqualTo(type);
  }

  @Test
  void knowsWhatCannotBeVerified() {
    assertThat(verifier.verifiable("12")).isTrue();
    assertThat(verifier.verifiable("\\text{Monday}")).isTrue();
    assertThat(
            verifier.verifiable(
                "Proof: assume that the claim fails for some n; then it fails for n+1."))
        .isFalse();
    assertThat(verifier.verifiable("")).isFalse();
    assertThat(verifier.verifiable(null)).isFalse();
  }

  @Test
  void keepsToItsPolicy() {
    VerifierPolicy standard = VerifierPolicy.standard();
    AnswerVerifier exact = new AnswerVerifier(VerifierPolicy.exact());
    assertThat(exact.matches("50\\%", "50")).isFalse();
    assertThat(exact.matches("50\\%", "0.5")).isTrue();
    assertThat(exact.matches("3.14", "\\pi")).isFalse();
    assertThat(exact.matches("204_5", "204")).isFalse();
    assertThat(verifier.matches("204_5", "204")).isTrue();
    AnswerVerifier marked =
        new AnswerVerifier(
            new VerifierPolicy(
                standard.percent(),
                standard.goldDigits(),
                standard.answerDigits(),
                Choice.NO,
                standard.degreesAsRadians(),
                standard.bareBase(),
                Choice.NO,
                Choice.YES));
    assertThat(marked.check("4", "maybe 4").reason()).isEqualTo(ReasonCode.NO_MARKER);
    assertThat(marked.matches("4", "\\boxed{4}")).isTrue();
    assertThat(marked.matches("1, 2", "\\boxed{2, 1}")).isFalse();
    assertThat(marked.matches("5", "\\boxed{x = 5}")).isFalse();
  }
}
