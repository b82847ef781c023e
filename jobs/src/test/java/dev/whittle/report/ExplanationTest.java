// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplanationTest {
  @TempDir Path temporary;

  private static String explain(FakeRun run, List<String> ids, String text) {
    StringWriter out = new StringWriter();
    Explanation.write(
        TestSpark.session().sparkContext().hadoopConfiguration(),
        TestSpark::session,
        "file:" + run.uri(),
        ids,
        text,
        new PrintWriter(out));
    return out.toString();
  }

  @Test
  void tellsWhereAProblemComesFromAndWhatBecameOfIt() throws IOException {
    FakeRun run = FakeRun.whole(temporary);
    String first = explain(run, List.of("%032x".formatted(7)), null);
    assertThat(first)
        .contains("Problem 00000000000000000000000000000007", "from deepscaler item-7, licence MIT")
        .contains("core-set       kept", "rank: 7   (1 is the first)", "rank 7: hardest left in");
  }

  @Test
  void showsHowADuplicateDiffers() throws IOException {
    FakeRun run = FakeRun.whole(temporary);
    run.rejected(
        "exact-dedup",
        List.of(
            FakeRun.twin("a1", "Find the least value of x + 1.", "3", "b2", "exact"),
            FakeRun.twin("b2", "Find the largest value of x + 1.", "3", null, null)));
    assertThat(explain(run, List.of("a1"), null))
        .contains("exact_duplicate_of: b2   (the representative)")
        .contains("of open, answer 3; in words: Find the [-least-] {+largest+} value of x + ...");
    assertThat(explain(run, List.of(), "the least value of x")).contains("Problem a1");
  }

  @Test
  void saysWhenThereIsNothingToExplain() throws IOException {
    FakeRun run = FakeRun.whole(temporary);
    assertThatThrownBy(() -> explain(run, List.of("nobody"), null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no problem with this id");
    run.rejected("exact-dedup", List.of(FakeRun.twin("a1", "text", null, "b2", "exact")));
    assertThatThrownBy(() -> explain(run, List.of(), "no such text"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no problem of the pool holds 'no such text' (--text)");
  }

  @Test
  void diffsByWords() {
    assertThat(WordDiff.of("a b c", "a b c")).isEmpty();
    assertThat(WordDiff.of("a b c", "a x c")).isEqualTo("a [-b-] {+x+} c");
    assertThat(WordDiff.of("", "new words")).isEqualTo("{+new words+}");
    assertThat(WordDiff.of("1 2 3 4 5 6 7 8 9 10 11", "1 2 3 4 5 6 7 8 9 10 x"))
        .isEqualTo("... 7 8 9 10 [-11-] {+x+}");
    assertThat(WordDiff.of("求最大值", "求最小值")).isEqualTo("求 最 [-大-] {+小+} 值");
    assertThat(WordDiff.of(null, null)).isEmpty();
  }
}
