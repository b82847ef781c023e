// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.synthetic.family.Draw;
import dev.whittle.synthetic.family.Families;
import dev.whittle.synthetic.family.SyntheticProblem;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlantedTest {
  private static final AnswerVerifier VERIFIER = new AnswerVerifier(VerifierPolicy.standard());

  @Test
  void anEditOfFormKeepsEveryLetterAndDigit() {
    Map<String, Integer> used = new TreeMap<>();
    for (long index = 0; index < 5000; index++) {
      SyntheticProblem problem = Families.problem(2, index);
      Optional<Edit> edit = FormatEdits.apply(problem.problem(), new Draw(index));
      assertThat(edit).as(problem.problem()).isPresent();
      assertThat(edit.get().text()).isNotEqualTo(problem.problem());
      assertThat(bare(edit.get().text())).as(edit.get().how()).isEqualTo(bare(problem.problem()));
      for (String name : edit.get().how().split(",")) {
        used.merge(name, 1, Integer::sum);
      }
    }
    assertThat(used).hasSize(14);
  }

  @Test
  void anEditOfWordsKeepsTheNumbersAndMostOfTheText() {
    int edited = 0;
    for (long index = 0; index < 5000; index++) {
      SyntheticProblem problem = Families.problem(2, index);
      Optional<Edit> edit = WordEdits.apply(problem.problem(), problem.language(), new Draw(index));
      if (edit.isPresent()) {
        edited++;
        assertThat(edit.get().text()).isNotEqualTo(problem.problem());
        assertThat(digits(edit.get().text())).isEqualTo(digits(problem.problem()));
        assertThat(Overlap.of(problem.problem(), edit.get().text())).isGreaterThanOrEqualTo(0.85);
      }
    }
    assertThat(edited).isGreaterThan(3000);
  }

  @Test
  void overlapIsThatOfWordRuns() {
    assertThat(Overlap.of("a b c d", "a b c d")).isEqualTo(1);
    assertThat(Overlap.of("a b c d", "a b x d")).isEqualTo(0.2);
    assertThat(Overlap.of("甲乙丙", "甲乙丁")).isEqualTo(1 / 3.0);
  }

  @Test
  void aWrongAnswerIsNeverTheRightOne() {
    for (long index = 0; index < 5000; index++) {
      String answer = Families.problem(2, index).answer();
      String wrong = WrongAnswers.near(answer, new Draw(index));
      assertThat(VERIFIER.matches(answer, "So the answer is \\boxed{" + wrong + "}."))
          .as(wrong + " against " + answer)
          .isFalse();
    }
    assertThat(WrongAnswers.near("A", new Draw(1))).isEqualTo("B");
    assertThat(WrongAnswers.near("0.09", new Draw(1))).startsWith("0.1");
  }

  @Test
  void everyDefectMakesARowOfItsOwn() {
    for (Defect defect : Defect.values()) {
      for (String language : new String[] {"en", "zh"}) {
        long index = 0;
        while (!Families.problem(2, index).language().equals(language)) {
          index++;
        }
        SyntheticProblem problem = Families.problem(2, index);
        Defect.Damaged damaged =
            defect.apply(problem.problem(), problem.answer(), language, 12345, new Draw(1));
        assertThat(damaged.problem()).isNotBlank();
        boolean changed =
            !damaged.problem().equals(problem.problem())
                || !problem.answer().equals(damaged.answer());
        assertThat(changed).as(defect.code()).isTrue();
      }
    }
  }

  @Test
  void aHeadingOrAStoryLeavesTheProblemInside() {
    SyntheticProblem problem = Families.problem(2, 33);
    for (int i = 0; i < 40; i++) {
      Draw draw = new Draw(i);
      assertThat(Wrapping.heading(problem.problem(), "en", draw)).endsWith(problem.problem());
      assertThat(Wrapping.story(problem.problem(), "en", draw)).contains(problem.problem());
      assertThat(Wrapping.boilerplate(problem.problem(), draw))
          .contains(problem.problem())
          .hasSizeGreaterThan(problem.problem().length() + 60);
    }
  }

  private static String bare(String text) {
    String same =
        text.replace("\\dfrac", "\\frac")
            .replace("\\tfrac", "\\frac")
            .replace("\\left", "")
            .replace("\\right", "")
            .replace("\\times", "×");
    return Normalizer.normalize(same, Normalizer.Form.NFKC)
        .replaceAll("[^\\p{L}\\p{N}×+\\-*/^=_]", "")
        .toLowerCase(java.util.Locale.ROOT);
  }

  private static String digits(String text) {
    return text.replaceAll("\\D+", " ").strip();
  }
}
