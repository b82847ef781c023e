// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatementTest {
  private static String plain(String problem) {
    return new Statement(problem, null, null).plain();
  }

  /** The definition: lower case, a run of white space is one space, none at the start. */
  private static String defined(String problem) {
    return problem
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s\\u00a0\\u2028\\u3000]+", " ")
        .replaceFirst("^ ", "");
  }

  @Test
  void isInLowerCaseWithSingleSpaces() {
    assertThat(plain("Find  $X$.\n\tThen\u00a0\u3000Y ")).isEqualTo("find $x$. then y ");
    assertThat(plain(" \n Find x")).isEqualTo("find x");
    assertThat(plain("\n")).isEmpty();
    assertThat(plain(null)).isEmpty();
  }

  @Test
  void isAsDefinedForAnyText() {
    String alphabet = "aB1$ \u00e9\u4f8b \n\t\u00a0\u3000\u2028";
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(plain(text.toString())).isEqualTo(defined(text.toString()));
    }
  }
}
