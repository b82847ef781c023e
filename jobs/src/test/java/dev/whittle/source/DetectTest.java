// SPDX-License-Identifier: Apache-2.0
package dev.whittle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.AnswerFrom;
import dev.whittle.config.UserError;
import dev.whittle.schema.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectTest {
  @TempDir Path folder;

  private ReadLimits limits() {
    return new ReadLimits(1 << 20, 1 << 26, 1 << 27, 1 << 23, folder.toString());
  }

  private Detected detect(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return Detect.source(TestSpark.session(), folder.resolve(name).toString(), limits());
  }

  private List<Row> rows(Detected detected) {
    return SourceReader.problems(
            TestSpark.session(), Map.of(detected.name(), detected.config()), limits())
        .collectAsList();
  }

  @Test
  void readsFieldsByTheirUsualNames() throws IOException {
    Detected detected =
        detect(
            "Some Data.v2.jsonl",
            "{\"id\":7,\"Problem\":\"p\",\"Answer\":18,\"level\":3,\"noise\":1}\n");

    assertThat(detected.name()).isEqualTo("some-data");
    assertThat(detected.config().map().problem()).isEqualTo("${/Problem}");
    assertThat(detected.config().map().answer()).contains("${/Answer}");
    assertThat(detected.config().map().sourceId()).contains("${/id}");
    assertThat(detected.words().get(0)).endsWith("1 file, 1 KB, jsonl");
    assertThat(detected.words()).contains("  not used     noise");
    Row row = rows(detected).get(0);
    assertThat(row.<String>getAs(Columns.ANSWER)).isEqualTo("18");
    assertThat(row.<String>getAs(Columns.LEVEL)).isEqualTo("3");
  }

  @Test
  void cutsAnswersOutOfSolutions() throws IOException {
    Detected marks = detect("a.jsonl", "{\"question\":\"p\",\"answer\":\"so\\n#### 18\"}\n");
    assertThat(marks.config().answerFrom()).contains(AnswerFrom.HASH_MARKS);
    assertThat(marks.config().map().solution()).contains("${/answer}");

    Detected boxes = detect("b.json", "[{\"problem\":\"p\",\"solution\":\"so $\\\\boxed{18}$\"}]");
    assertThat(boxes.config().answerFrom()).contains(AnswerFrom.BOXED);
    assertThat(rows(boxes).get(0).<String>getAs(Columns.ANSWER)).isEqualTo("18");

    Detected lists = detect("c.json", "[{\"original_text\":\"p\",\"ans\":[5, 6]}]");
    assertThat(rows(lists).get(0).<String>getAs(Columns.ANSWER)).isEqualTo("5, 6");
  }

  @Test
  void findsTheUserInChatsAndTheInstructionAtTheEnd() {
    String out = folder.resolve("chats").toString();
    TestSpark.session()
        .sql(
            "select 'x' data_source, array(named_struct('role','system','content','Be brief.'),"
                + " named_struct('role','user','content',concat('What is ',id,'+1? Let\\'s think"
                + " step by step.'))) prompt,"
                + " named_struct('ground_truth', cast(id + 1 as string), 'style', 'rule')"
                + " reward_model from range(8)")
        .coalesce(1)
        .write()
        .parquet(out);
    Detected detected = Detect.source(TestSpark.session(), out, limits());

    assertThat(detected.config().map().problem()).isEqualTo("${/prompt/last/content}");
    assertThat(detected.config().map().answer()).contains("${/reward_model/ground_truth}");
    assertThat(rows(detected))
        .extracting(row -> row.<String>getAs(Columns.PROBLEM))
        .contains("What is 0+1?", "What is 7+1?");
  }

  @Test
  void joinsTextThatIsSplitOverTwoFields() throws IOException {
    Detected detected =
        detect("a.csv", "Body,Question,Answer\n\"Tom has 2, then 3.\",How many?,5\n");
    assertThat(rows(detected).get(0).<String>getAs(Columns.PROBLEM))
        .isEqualTo("Tom has 2, then 3. How many?");
  }

  @Test
  void leavesABodyThatTheQuestionRepeats() throws IOException {
    Detected detected =
        detect("a.csv", "Body,Question,Answer\nTom has 2 .,Tom has 2 . How many?,5\n");
    assertThat(detected.config().map().problem()).isEqualTo("${/Question}");
  }

  @Test
  void prefersTheGroundTruthToAnAnswerElsewhere() throws IOException {
    Detected detected =
        detect(
            "a.jsonl",
            "{\"extra_info\":{\"answer\":\"so 5\"},\"reward_model\":{\"ground_truth\":\"5\"},\"prompt\":\"p\"}\n");
    assertThat(detected.config().map().answer()).contains("${/reward_model/ground_truth}");
  }

  @Test
  void findsTheRecordsInsideOfADocument() throws IOException {
    Detected detected =
        detect(
            "a.json",
            "{\"model\":\"m\",\"tags\":[1,2],\"data\":{\"items\":[{\"question\":\"p\",\"answer\":\"1\"},{\"question\":\"q\",\"answer\":\"2\"}]}}");
    assertThat(detected.config().records()).contains("/data/items");
    assertThat(rows(detected)).hasSize(2);
  }

  @Test
  void saysWhichFieldsThereAreWhenNoneLooksLikeAProblem() {
    assertThatThrownBy(() -> detect("a.jsonl", "{\"x\":1,\"y\":\"z\"}\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its fields are x, y");
    assertThatThrownBy(() -> Detect.source(TestSpark.session(), folder + "/no*", limits()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no file");
  }
}
