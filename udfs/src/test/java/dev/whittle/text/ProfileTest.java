// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Tom has 3 apples and 5 pears. ~ Jim has 3 apples and 5 pears.",
        "There are two trains. ~ There are 2 trains.",
        "Find 3 \\cdot 4 in $x$ ~ Compute 3 * 4 in $x$",
        "Problem 7. Find $x+1$. ~ Find $x+1$.",
        "Let x=5. Let y=6. ~ Let y=6. Let x=5.",
        "Find the largest n ~ Find the greatest n",
      })
  void agreesOnProblemsInOtherWords(String one, String other) {
    Profile left = Profile.of(one);
    Profile right = Profile.of(other);
    assertThat(left.sameNumbers(right)).isTrue();
    assertThat(left.sameOperators(right)).isTrue();
    assertThat(left.words()).isEqualTo(right.words());
    assertThat(left.symbols()).isEqualTo(right.symbols());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Tom has 3 apples and 5 pears. ~ Tom has 3 apples and 6 pears.",
        "Tom has 3 apples and 5 pears. ~ Tom has 5 apples and 3 pears.",
        "Tom has two apples. ~ Tom has three apples.",
        "\u6709\u4e09\u4e2a ~ \u6709\u56db\u4e2a",
      })
  void tellsOtherNumbers(String one, String other) {
    assertThat(Profile.of(one).sameNumbers(Profile.of(other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "x + 3 ~ x - 3",
        "x^2 - 3x + 5 ~ x^2 + 3x - 5",
        "2(3+4) ~ 2 3+4",
        "x < 3 ~ x \\le 3",
        "x \\in A ~ x \\notin A",
        "x^{2+y} ~ x^2+y",
      })
  void tellsOtherOperators(String one, String other) {
    assertThat(Profile.of(one).sameOperators(Profile.of(other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "the maximum of f ~ the minimum of f",
        "an even number ~ an odd number",
        "the first term ~ the second term",
        "is divisible ~ is not divisible",
        "\u6700\u5927\u503c ~ \u6700\u5c0f\u503c",
      })
  void tellsOtherDecisiveWords(String one, String other) {
    assertThat(Profile.of(one).words()).isNotEqualTo(Profile.of(other).words());
  }

  @Test
  void tellsOtherSymbols() {
    assertThat(Profile.of("Find BC").symbols()).isNotEqualTo(Profile.of("Find AC").symbols());
    assertThat(Profile.of("Find x").symbols()).isNotEqualTo(Profile.of("Find y").symbols());
    assertThat(Profile.of("A train").symbols()).isEqualTo(Profile.of("The train").symbols());
  }

  @ParameterizedTest
  @ValueSource(strings = {"faffaahahrfrf", "xxxdx", "sirsrr", "qzxw", "oooooohiqhooo"})
  void tellsOtherStringsOfLetters(String letters) {
    String drawn = "Two letters are drawn from %s.";
    assertThat(Profile.of(String.format(drawn, letters)).symbols())
        .isNotEqualTo(Profile.of(String.format(drawn, "fffhffhffffff")).symbols());
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "committee", "minimum", "rhythm", "tomorrow", "little"})
  void takesNoWordForAStringOfLetters(String word) {
    assertThat(Profile.of("Find the " + word).symbols())
        .isEqualTo(Profile.of("Find the answer").symbols());
  }

  @Test
  void sharesATemplateAmongNumericVariants() {
    assertThat(Profile.of("Find $3+x$.").template())
        .isEqualTo(Profile.of("Find 17 + x").template())
        .isEqualTo(Profile.of("Problem 3. Find 5+x").template())
        .isNotEqualTo(Profile.of("Find 17 - x").template());
  }
}
