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
import dev.whittle.synthetic.family.Draw;
import dev.whittle.synthetic.planted.Edit;
import dev.whittle.synthetic.planted.FormatEdits;
import dev.whittle.synthetic.planted.MeaningEdits;
import dev.whittle.synthetic.planted.WordEdits;
import dev.whittle.synthetic.planted.WrongAnswers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Real problems with planted copies, edits of form, of wording and of meaning: what is found of
 * each class, and how many of the innocents are lost.
 */
class PlantedDuplicatesTest {
  private static final List<Preference> PREFER = List.of(Preference.PRIORITY);

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

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Integer> planted = new TreeMap<>();

  @Test
  void findsCopiesAndEditsAndKeepsOtherProblems() throws IOException {
    read("pool/math/math_test_5000.jsonl.gz", "problem", "solution", 2000);
    read("pool/gsm8k/train.jsonl.gz", "question", "answer", 2000);
    List<Row> originals = List.copyOf(rows);
    for (int i = 0; i < originals.size(); i++) {
      plant(originals.get(i), i);
    }
    Dataset<Row> exact =
        new ExactDedup(new ExactDedupConfig(PREFER))
            .judge(TestSpark.problems(rows), new StageLaws.Context())
            .cache();
    String[] columns = TestSpark.problems().columns();
    Dataset<Row> kept =
        exact
            .filter("reason is null")
            .select(columns[0], Arrays.copyOfRange(columns, 1, columns.length));
    Map<String, Integer> found = new HashMap<>();
    Map<String, Integer> wrong = new HashMap<>();
    count(exact, "exact_duplicate_of", found, wrong);
    count(
        new NearDedup(NEAR).judge(kept, new StageLaws.Context()),
        "near_duplicate_of",
        found,
        wrong);
    System.out.println("class           planted  rejected for its original  for another");
    planted.forEach(
        (kind, count) ->
            System.out.printf(
                "%-15s %7d %7d (%.1f%%) %7d%n",
                kind,
                count,
                found.getOrDefault(kind, 0),
                100.0 * found.getOrDefault(kind, 0) / count,
                wrong.getOrDefault(kind, 0)));
    assertThat(share("copy", found)).isEqualTo(1);
    // What is missed are first words of two to four letters in capitals, as names of points are.
    assertThat(share("format", found)).isGreaterThan(0.95);
    // What is missed are mostly letters swapped in a word that decides.
    assertThat(share("wording", found)).isGreaterThan(0.95);
    for (String innocent : List.of("number", "sign", "opposite", "name", "wrong-answer")) {
      assertThat(planted.get(innocent)).as(innocent).isGreaterThan(100);
      assertThat(share(innocent, found)).as(innocent).isLessThan(0.005);
    }
    // The originals repeat each other now and then; a planted row must not hide that.
    assertThat(found.getOrDefault("original", 0)).isZero();
  }

  private double share(String kind, Map<String, Integer> found) {
    return found.getOrDefault(kind, 0) / (double) planted.get(kind);
  }

  private static void count(
      Dataset<Row> judged, String of, Map<String, Integer> found, Map<String, Integer> wrong) {
    for (Row row : judged.filter("reason is not null").select("problem_id", of).collectAsList()) {
      String[] id = row.getString(0).split(" ");
      boolean right = row.getString(1).equals("original " + id[1]);
      (right ? found : wrong).merge(id[0], 1, Integer::sum);
    }
  }

  private void plant(Row original, int number) {
    String text = original.getString(3);
    String answer = original.getString(4);
    add("copy", number, text, answer);
    FormatEdits.apply(text, new Draw(1, number))
        .map(Edit::text)
        .ifPresent(edited -> add("format", number, edited, answer));
    WordEdits.apply(text, "en", new Draw(2, number))
        .map(Edit::text)
        .ifPresent(
            edited -> {
              add("wording", number, edited, answer);
              if (answer != null) {
                String other = WrongAnswers.near(answer, new Draw(3, number));
                WordEdits.apply(text, "en", new Draw(4, number))
                    .map(Edit::text)
                    .filter(second -> !second.equals(edited))
                    .ifPresent(second -> add("wrong-answer", number, second, other));
              }
            });
    for (MeaningEdits edit : MeaningEdits.values()) {
      edit.apply(text, new Draw(5, edit.ordinal(), number))
          .ifPresent(edited -> add(edit.name().toLowerCase(Locale.ROOT), number, edited, null));
    }
  }

  private void add(String kind, int number, String text, String answer) {
    int priority = kind.equals("original") ? 1 : 2;
    planted.merge(kind, 1, Integer::sum);
    rows.add(TestSpark.problem(kind + " " + number, kind, priority, text, answer, null, null));
  }

  private void read(String file, String problem, String solution, int limit) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SharedData.data().resolve(file))),
                StandardCharsets.UTF_8))) {
      int last = rows.size() + limit;
      while (rows.size() < last) {
        JsonNode node = json.readTree(lines.readLine());
        String answer = AnswerExtractor.extract(node.get(solution).asText()).answer();
        add("original", rows.size(), node.get(problem).asText(), answer);
      }
    }
  }
}
