// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.SharedData;
import dev.whittle.TestSpark;
import dev.whittle.answer.AnswerExtractor;
import dev.whittle.config.ExactDedupConfig;
import dev.whittle.config.ExactDedupConfig.Preference;
import dev.whittle.config.NearDedupConfig;
import dev.whittle.config.NumericVariants;
import dev.whittle.text.MathText;
import dev.whittle.text.NumberMask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Real problems whose texts agree once every number is zero and every sign is dropped, which
 * another tool's default does: it deletes 168 of the 5,000 problems of the MATH test set that have
 * another answer.
 */
class PublicDuplicatesTest {
  private static final List<Preference> PREFER = List.of(Preference.values());
  private static final ExactDedupConfig EXACT = new ExactDedupConfig(PREFER);
  private static final NearDedupConfig NEAR =
      new NearDedupConfig(
          0.8,
          25,
          5,
          4,
          6,
          new NearDedupConfig.Guards(true, true, true, true, true),
          NumericVariants.KEEP_ALL,
          "",
          PREFER,
          64,
          4,
          1000);

  @Test
  void deletesNoProblemOfMathThatDiffersInNumbersOrSigns() throws IOException {
    Path file = SharedData.data().resolve("pool/math/math_test_5000.jsonl.gz");
    List<Row> rows = rows(file, "problem", "solution");
    assertThat(checked(rows)).as("texts that masks make alike").isGreaterThanOrEqualTo(168);
  }

  @Test
  void deletesNoProblemOfCollegeMathThatDiffersInNumbersOrSigns() throws IOException {
    Path file = SharedData.data().resolve("pool/misc/college_math.jsonl.gz");
    assertThat(checked(rows(file, "question", "answer"))).isGreaterThanOrEqualTo(390);
  }

  /**
   * How many problems share their masked text with another; none is rejected for another answer.
   */
  private static int checked(List<Row> rows) {
    Map<String, Row> byId = new HashMap<>();
    Map<String, Integer> masks = new HashMap<>();
    for (Row row : rows) {
      byId.put(row.getString(0), row);
      masks.merge(mask(row.getString(3)), 1, Integer::sum);
    }
    Dataset<Row> exact =
        new ExactDedup(EXACT).judge(TestSpark.problems(rows), new StageLaws.Context());
    Dataset<Row> kept =
        exact.filter("reason is null").select(TestSpark.problems().columns()[0], names());
    for (Row row : exact.filter("reason is not null").collectAsList()) {
      // Word for word the same problem: another answer is a mistake of the source, and marked.
      Row one = byId.get(row.<String>getAs("problem_id"));
      Row other = byId.get(row.<String>getAs("exact_duplicate_of"));
      assertThat(MathText.canonical(one.getString(3)))
          .isEqualTo(MathText.canonical(other.getString(3)));
      if (Preferences.conflict(one.getString(4), other.getString(4))) {
        assertThat(row.<Boolean>getAs("answer_conflict")).isTrue();
      }
    }
    Dataset<Row> near = new NearDedup(NEAR).judge(kept, new StageLaws.Context());
    for (Row row : near.filter("reason is not null").collectAsList()) {
      Row one = byId.get(row.<String>getAs("problem_id"));
      Row other = byId.get(row.<String>getAs("near_duplicate_of"));
      assertThat(Preferences.conflict(one.getString(4), other.getString(4)))
          .as("%s%n%s", one, other)
          .isFalse();
      assertThat(NumberMask.of(MathText.body(one.getString(3))).numbers())
          .as("%s%n%s", one, other)
          .containsExactlyInAnyOrderElementsOf(
              NumberMask.of(MathText.body(other.getString(3))).numbers());
    }
    return rows.stream().mapToInt(row -> masks.get(mask(row.getString(3))) > 1 ? 1 : 0).sum();
  }

  private static String[] names() {
    String[] all = TestSpark.problems().columns();
    return java.util.Arrays.copyOfRange(all, 1, all.length);
  }

  /** What a tool makes of a text that maps every number to zero and strips every sign. */
  private static String mask(String problem) {
    StringBuilder mask = new StringBuilder();
    for (int i = 0; i < problem.length(); i++) {
      char c = problem.charAt(i);
      if (Character.isDigit(c)) {
        if (mask.isEmpty() || mask.charAt(mask.length() - 1) != '0') {
          mask.append('0');
        }
      } else if (Character.isLetter(c)) {
        mask.append(Character.toLowerCase(c));
      }
    }
    return mask.toString();
  }

  private static List<Row> rows(Path file, String problem, String answer) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = json.readTree(line);
        rows.add(
            TestSpark.problem(
                String.format("p%05d", rows.size()),
                node.get(problem).asText(),
                AnswerExtractor.extract(node.get(answer).asText()).answer()));
      }
    }
    return rows;
  }
}
