// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DifferencesTest {
  @TempDir Path temporary;

  private static String diff(FakeRun left, FakeRun right, int examples) {
    StringWriter out = new StringWriter();
    Differences.write(TestSpark.session(), left.uri(), right.uri(), examples, new PrintWriter(out));
    return out.toString();
  }

  /** A run whose only stage ranks the given problems and rejects the others of 1 to {@code all}. */
  private FakeRun run(String name, double threshold, List<Integer> ranked, int all)
      throws IOException {
    FakeRun run = new FakeRun(Files.createDirectory(temporary.resolve(name)));
    ObjectNode stage = run.stage("core-set", all, Map.of("beyond-size", all - ranked.size()), 1);
    ((ObjectNode) stage.path("decides").path("config")).put("threshold", threshold);
    run.manifest(1, "core-set", stage);
    List<Row> rows = new ArrayList<>();
    for (int id = 1; id <= all; id++) {
      String text = "Problem number " + id + "\u001b[31m of the pool.";
      rows.add(FakeRun.row(id, text, "1", null, null, ranked.contains(id) ? "kept" : "rejected"));
    }
    run.core(rows);
    return run;
  }

  @Test
  void tellsWhoWentAnotherWayAndWhere() throws IOException {
    FakeRun left = run("a", 0.8, List.of(1, 2, 3), 6);
    FakeRun right = run("b", 0.85, List.of(2, 3, 4, 5), 7);
    assertThat(diff(left, right, 2))
        .contains("core-set.config.threshold: 0.8 -> 0.85")
        .containsPattern("core-set +3 +4 +\\+1\n")
        .contains("Decided differently: 4 of 7 problems (57.1 %).")
        .contains("         2  core-set: beyond-size -> kept\n")
        .contains("              00000000000000000000000000000004  Problem number 4⟨U+001B⟩[31m of")
        .contains("         1  kept -> core-set: beyond-size\n")
        .contains("         1  not in the pool -> core-set: beyond-size\n")
        .contains("Core sets: 3 in A, 4 in B, 2 in both, whose ranks correlate by 1.000.")
        .doesNotContain("\u001b");
  }

  @Test
  void findsNoDifferenceBetweenARunAndItself() throws IOException {
    FakeRun run = run("a", 0.8, List.of(1, 2, 3), 6);
    assertThat(diff(run, run, 2))
        .contains("Their stages were told the same.", "Decided differently: 0 of 6 problems")
        .doesNotContain("->  ");
  }

  @Test
  void givesAsManyExamplesAsAskedFor() throws IOException {
    FakeRun left = run("a", 0.8, List.of(), 30);
    FakeRun right = run("b", 0.8, List.of(1, 2, 3, 4, 5, 6, 7, 8), 30);
    assertThat(diff(left, right, 5).split("Problem number", -1)).hasSize(6);
    assertThat(diff(left, right, 0)).doesNotContain("Problem number");
  }

  @Test
  void refusesARunWithoutRows() throws IOException {
    FakeRun run = run("a", 0.8, List.of(1), 2);
    FakeRun empty = new FakeRun(Files.createDirectory(temporary.resolve("empty")));
    assertThatThrownBy(() -> diff(run, empty, 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no finished stage with rows. Run it first.");
  }
}
