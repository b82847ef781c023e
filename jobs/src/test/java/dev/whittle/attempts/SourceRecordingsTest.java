// SPDX-License-Identifier: Apache-2.0
package dev.whittle.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.TestSpark;
import dev.whittle.config.AttemptMap;
import dev.whittle.config.AttemptSourceConfig;
import dev.whittle.config.RateMap;
import dev.whittle.config.RateSourceConfig;
import dev.whittle.config.SourceFormat;
import dev.whittle.source.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceRecordingsTest {
  @TempDir Path folder;

  private final SparkSession spark = TestSpark.session();

  private SourceRecordings recordings(Path root, String textField) {
    return new SourceRecordings(
        Map.of(
            "a",
            new AttemptSourceConfig(
                List.of(root + "/a.jsonl"),
                SourceFormat.AUTO,
                Optional.empty(),
                "m",
                new AttemptMap("${/q}", List.of("${/" + textField + "}"), Optional.empty()),
                Optional.empty())),
        Map.of(
            "r",
            new RateSourceConfig(
                List.of(root + "/r.jsonl"),
                SourceFormat.AUTO,
                Optional.empty(),
                "m",
                new RateMap("${/q}", Optional.of("${/rate}"), Optional.empty()),
                "64",
                Optional.empty())),
        new ReadLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, root.toString()));
  }

  private Path written(String name) throws IOException {
    Path root = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        root.resolve("a.jsonl"),
        """
        {"q": "What is 3 + 4?", "texts": ["7", "8"], "other": ["9"]}
        {"q": "", "texts": ["7"], "other": ["9"]}
        {"q": "What is 2 + 5?", "texts": ["6"], "other": ["9"]}
        """);
    Files.writeString(
        root.resolve("r.jsonl"), "{\"q\": \"What is 3 + 4?\", \"rate\": 0.0625}\n{\"q\": 1}\n");
    return root;
  }

  @Test
  void readsTextsAndRatesAndLeavesOutWhatIsNone() throws IOException {
    SourceRecordings recordings = recordings(written("x"), "texts");
    List<Row> texts =
        recordings.texts(spark, List.of("a")).orderBy("record_order", "ordinal").collectAsList();
    assertThat(texts).extracting(row -> row.<String>getAs("text")).containsExactly("7", "8", "6");
    assertThat(texts).extracting(row -> row.<String>getAs("source")).containsOnly("a");
    assertThat(texts.get(0).schema().fieldNames()).isEqualTo(Recordings.TEXT.fieldNames());
    assertThat(recordings.rates(spark, List.of("r")).collectAsList().toString())
        .isEqualTo("[[r,What is 3 + 4?,64,4]]");
    assertThat(recordings.textNames()).containsExactly("a");
    assertThat(recordings.rateNames()).containsExactly("r");
  }

  @Test
  void fingerprintsContentAndMappingButNotThePlace() throws IOException {
    List<String> names = List.of("a", "r");
    Map<String, String> first = recordings(written("x"), "texts").fingerprints(spark, names);
    assertThat(first).containsOnlyKeys("a", "r");
    Path copy = written("y");
    assertThat(recordings(copy, "texts").fingerprints(spark, names)).isEqualTo(first);
    assertThat(recordings(copy, "other").fingerprints(spark, names).get("a"))
        .isNotEqualTo(first.get("a"));
    Files.writeString(copy.resolve("r.jsonl"), "{\"q\": \"What is 3 + 4?\", \"rate\": 0.5}\n");
    Map<String, String> edited = recordings(copy, "texts").fingerprints(spark, names);
    assertThat(edited.get("r")).isNotEqualTo(first.get("r"));
    assertThat(edited.get("a")).isEqualTo(first.get("a"));
  }
}
