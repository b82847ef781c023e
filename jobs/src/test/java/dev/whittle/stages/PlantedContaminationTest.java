// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.SharedData;
import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.DecontaminateConfig;
import dev.whittle.config.DecontaminateConfig.Mode;
import dev.whittle.config.SourceConfig;
import dev.whittle.schema.Columns;
import dev.whittle.source.SourceReader;
import dev.whittle.synthetic.family.Draw;
import dev.whittle.synthetic.planted.Contamination;
import dev.whittle.synthetic.planted.Wrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Items of real benchmarks, planted in six ways among problems of a real pool that carry the same
 * long sentences as a tenth of the items: what is found, and what is found wrongly.
 */
class PlantedContaminationTest {
  private static final List<String> BENCHMARKS = List.of("aime", "amc", "math");

  @TempDir private Path folder;

  private record Item(String id, String problem, String answer) {}

  private static Dataset<Row> read(String file, String problem, String answer) {
    SourceConfig source =
        Sources.of(
            SharedData.data().resolve(file).toUri().toString(),
            problem,
            answer,
            null,
            AnswerFrom.AS_IS);
    return SourceReader.problems(TestSpark.session(), Map.of("source", source), Sources.LIMITS)
        .where("reason is null")
        .orderBy(Columns.PROBLEM_ID);
  }

  private static List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (String name : BENCHMARKS) {
      for (Row row :
          read("benchmarks/limo_eval/" + name + ".jsonl.gz", "problem", "answer").collectAsList()) {
        String text = row.getAs(Columns.PROBLEM);
        int number = items.size();
        items.add(
            new Item(
                Integer.toString(number),
                number % 10 == 0 ? Wrapping.boilerplate(text, new Draw(1, number)) : text,
                row.getAs(Columns.ANSWER)));
      }
    }
    return items;
  }

  private SourceConfig benchmark(List<Item> items) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Item item : items) {
      lines.add(
          new ObjectMapper()
              .writeValueAsString(
                  Map.of("id", item.id(), "problem", item.problem(), "answer", item.answer())));
    }
    Path file = folder.resolve("exam.jsonl");
    Files.write(file, lines);
    return Sources.of(file.toUri().toString(), "problem", "answer", "id", AnswerFrom.AS_IS);
  }

  private static List<Row> innocents() {
    List<Row> innocents = new ArrayList<>();
    for (Row row :
        read("pool/gsm8k/train.jsonl.gz", "question", null).limit(3000).collectAsList()) {
      String text = row.getAs(Columns.PROBLEM);
      int number = innocents.size();
      innocents.add(
          TestSpark.problem(
              "innocent-" + number, Wrapping.boilerplate(text, new Draw(2, number)), "7"));
    }
    return innocents;
  }

  @Test
  void findsWhatIsPlantedAndKeepsInnocentsInTheSameBoilerplate() throws IOException {
    List<Item> items = items();
    Map<String, SourceConfig> benchmarks = Map.of("exam", benchmark(items));
    DecontaminateConfig config =
        new DecontaminateConfig(
            List.of("exam"), Mode.OURS, 8, DecontaminateTest.recipe(), 2_000_000, 300);
    List<Row> innocents = innocents();
    Map<Contamination, Double> recall = new EnumMap<>(Contamination.class);
    Map<Contamination, Double> precision = new EnumMap<>(Contamination.class);
    for (Contamination kind : Contamination.values()) {
      List<Row> pool = new ArrayList<>(innocents);
      int planted = 0;
      for (int i = 0; i < items.size(); i++) {
        Item item = items.get(i);
        String text = kind.apply(item.problem(), "en", new Draw(7, kind.ordinal(), i)).orElse(null);
        if (text != null) {
          String answer = kind == Contamination.NUMBERS_CHANGED ? null : item.answer();
          pool.add(TestSpark.problem("planted-" + i, text, answer));
          planted++;
        }
      }
      Map<String, Integer> counts = new HashMap<>();
      for (Row row :
          new Decontaminate(config, benchmarks, Sources.LIMITS)
              .judge(TestSpark.problems(pool), new StageLaws.Context())
              .where("reason is not null")
              .select(Columns.PROBLEM_ID, Columns.REASON, "contaminated_item")
              .collectAsList()) {
        boolean variant = row.getString(1).equals("benchmark-numeric-variant");
        boolean right =
            row.getString(0).equals("planted-" + row.getString(2))
                && variant == (kind == Contamination.NUMBERS_CHANGED);
        counts.merge(right ? "right" : "wrong", 1, Integer::sum);
      }
      int right = counts.getOrDefault("right", 0);
      recall.put(kind, right / (double) planted);
      precision.put(kind, right / (double) (right + counts.getOrDefault("wrong", 0)));
      System.out.printf(
          "%s: %d planted, %d found, %d wrong%n",
          kind.code(), planted, right, counts.getOrDefault("wrong", 0));
    }
    precision.forEach((kind, share) -> assertThat(share).as(kind.code()).isGreaterThan(0.98));
    recall.forEach((kind, share) -> assertThat(share).as(kind.code()).isGreaterThan(floor(kind)));
  }

  private static double floor(Contamination kind) {
    return switch (kind) {
      // Short exercises ("Simplify ...") with other numbers are variants of nothing in particular.
      case NUMBERS_CHANGED -> 0.9;
      default -> 0.98;
    };
  }
}
