// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The score on labelled cases, by kind and by origin, with the floors of the project. */
final class LabelledCasesTest {

  private static final Set<String> NO_FALSE_POSITIVES =
      Set.of("integer", "fraction", "decimal", "interval", "choice");

  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());

  /** Rows, right verdicts, false negatives, false positives. */
  private static final class Tally {
    int rows;
    int right;
    int falseNegatives;
    int falsePositives;

    void add(boolean expected, boolean equivalent) {
      rows++;
      right += expected == equivalent ? 1 : 0;
      falseNegatives += expected && !equivalent ? 1 : 0;
      falsePositives += !expected && equivalent ? 1 : 0;
    }

    double share() {
      return rows == 0 ? 1 : (double) right / rows;
    }
  }

  private static void print(String title, Map<String, Tally> tallies) {
    System.out.printf("%-32s %6s %6s %7s %4s %4s%n", title, "rows", "right", "share", "FN", "FP");
    tallies.forEach(
        (name, t) ->
            System.out.printf(
                "%-32s %6d %6d %6.2f%% %4d %4d%n",
                name, t.rows, t.right, 100 * t.share(), t.falseNegatives, t.falsePositives));
    System.out.println();
  }

  @Test
  void reachesTheFloorsOnTheVisibleCases() {
    Map<String, Tally> kinds = new TreeMap<>();
    Map<String, Tally> origins = new TreeMap<>();
    Tally all = new Tally();
    Tally disputed = new Tally();
    List<String> disagreements = new ArrayList<>();
    for (JsonNode row : SharedData.lines("cases.jsonl")) {
      boolean expected = row.get("expected").asBoolean();
      Check check = verifier.check(row.get("gold").asText(), row.get("prediction").asText());
      if (row.path("disputed").asBoolean() || row.path("tier").asText().equals("semantic")) {
        disputed.add(expected, check.equivalent());
        continue;
      }
      all.add(expected, check.equivalent());
      kinds
          .computeIfAbsent(row.get("kind").asText(), k -> new Tally())
          .add(expected, check.equivalent());
      origins
          .computeIfAbsent(row.get("origin").asText(), k -> new Tally())
          .add(expected, check.equivalent());
      if (expected != check.equivalent()) {
        disagreements.add(
            row.get("id").asText()
                + " expected "
                + expected
                + ", "
                + check.reason().code()
                + " by "
                + check.rule().code());
      }
    }
    print("kind", kinds);
    print("origin", origins);
    print("all", Map.of("counted", all, "disputed and semantic", disputed));
    disagreements.forEach(System.out::println);
    assertThat(all.share()).isGreaterThanOrEqualTo(0.97);
    for (String kind : NO_FALSE_POSITIVES) {
      assertThat(kinds.get(kind).falsePositives).as("false positives among " + kind).isZero();
    }
  }

  @Test
  void agreesWithLabelledOutputsAfterAdjudication() throws IOException {
    Map<String, Boolean> overruled = new HashMap<>();
    for (String line :
        Files.readAllLines(SharedData.root().resolve("scripts/audit/verifier-overruled.csv"))) {
      String[] cells = line.split(",", 4);
      if (!cells[0].equals("id")) {
        overruled.put(cells[0], Boolean.parseBoolean(cells[2]));
      }
    }
    Map<String, Tally> origins = new TreeMap<>();
    Tally all = new Tally();
    Tally asLabelled = new Tally();
    List<String> disagreements = new ArrayList<>();
    for (JsonNode row : SharedData.lines("rollouts-labelled.jsonl")) {
      String id = row.get("id").asText();
      boolean label = row.get("is_correct").asBoolean();
      boolean expected = overruled.getOrDefault(id, label);
      Check check = verifier.check(row.get("gold").asText(), row.get("prediction_text").asText());
      all.add(expected, check.equivalent());
      asLabelled.add(label, check.equivalent());
      origins
          .computeIfAbsent(row.get("origin").asText(), k -> new Tally())
          .add(expected, check.equivalent());
      if (expected != check.equivalent()) {
        disagreements.add(
            id
                + " expected "
                + expected
                + ", "
                + check.reason().code()
                + " by "
                + check.rule().code());
      }
    }
    print("origin", origins);
    print("all", Map.of("after adjudication", all, "as labelled", asLabelled));
    disagreements.forEach(System.out::println);
    assertThat(overruled.size()).isLessThanOrEqualTo(all.rows * 2 / 100);
    assertThat(all.share()).isGreaterThanOrEqualTo(0.995);
  }

  @Test
  void finishesOnEveryAdversarialCase() {
    for (JsonNode row : SharedData.lines("adversarial.jsonl")) {
      Map<String, String> fields = new HashMap<>();
      fields.put("gold", row.get("gold").asText());
      fields.put("prediction", row.get("prediction").asText());
      for (JsonNode part : row.path("generate")) {
        fields.put(
            part.get("field").asText(),
            part.path("prefix").asText()
                + part.path("unit").asText().repeat(part.path("count").asInt())
                + part.path("suffix").asText()
                + part.path("unit2").asText().repeat(part.path("count2").asInt())
                + part.path("suffix2").asText());
      }
      Check check = verifier.check(fields.get("gold"), fields.get("prediction"));
      if (row.get("verdict").asText().equals("expected")) {
        assertThat(check.equivalent())
            .as(row.get("id").asText())
            .isEqualTo(row.get("expected").asBoolean());
      }
    }
  }
}
