// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import dev.whittle.TestSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final int ROWS = 3000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static final Pool POOL = new Pool(PoolTest.config(ROWS, 7));
  private static final List<PoolRow> LIST = LongStream.range(0, ROWS).mapToObj(POOL::row).toList();

  @BeforeAll
  static void writeTwice() {
    Generator.write(
        TestSpark.session(), PoolTest.config(ROWS, 7), folder.resolve("once").toUri().toString());
    Generator.write(
        TestSpark.session(), PoolTest.config(ROWS, 7), folder.resolve("again").toUri().toString());
    Generator.write(
        TestSpark.session(), PoolTest.config(ROWS, 9), folder.resolve("other").toUri().toString());
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    Map<String, byte[]> once = bytes(folder.resolve("once"));
    assertThat(once.keySet())
        .contains(
            "pool/school/part-00000.jsonl.gz",
            "pool/zh/part-00005.jsonl.zst",
            "benchmark/synthetic-exam.jsonl");
    Map<String, byte[]> again = bytes(folder.resolve("again"));
    assertThat(again.keySet()).isEqualTo(once.keySet());
    once.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
    bytes(folder.resolve("other"))
        .forEach((name, bytes) -> assertThat(once.get(name)).as(name).isNotEqualTo(bytes));
  }

  @Test
  void everyRowIsWrittenOnceInItsShape() throws IOException {
    Map<String, Integer> written = new TreeMap<>();
    for (String source : List.of("school", "stories", "zh", "web")) {
      written.put(source, lines(source).size());
    }
    int contest = 0;
    for (Path file : files("pool/contest")) {
      JsonNode array = JSON.readTree(file.toFile());
      array.forEach(node -> assertThat(node.get("solution").isTextual()).isTrue());
      contest += array.size();
    }
    written.put("contest", contest);
    Dataset<Row> exams =
        TestSpark.session()
            .read()
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(folder.resolve("once/pool/exams").toString());
    written.put("exams", (int) exams.count());
    assertThat(exams.filter("problem like '%\n%'").count()).isPositive();
    Dataset<Row> rl = TestSpark.session().read().parquet(folder.resolve("once/pool/rl").toString());
    written.put("rl", (int) rl.count());
    assertThat(
            rl.filter("prompt[0].role = 'user' and endswith(prompt[0].content, '\\\\boxed{}.')")
                .count())
        .isEqualTo(rl.count());
    Map<String, Integer> expected = new TreeMap<>();
    LIST.forEach(row -> expected.merge(row.source().code(), 1, Integer::sum));
    assertThat(written).isEqualTo(expected);
  }

  @Test
  void malformedRecordsAreReallyMalformedAndOthersAreNot() throws IOException {
    int broken = 0;
    int invalid = 0;
    int missing = 0;
    for (byte[] line : lines("web")) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
      } catch (CharacterCodingException e) {
        invalid++;
        continue;
      }
      try {
        JsonNode text = JSON.readTree(line).path("text");
        missing += text.asText().isBlank() ? 1 : 0;
      } catch (IOException e) {
        broken++;
      }
    }
    assertThat(List.of(broken, invalid, missing))
        .isEqualTo(
            List.of(count(Kind.BROKEN_JSON), count(Kind.INVALID_UTF8), count(Kind.MISSING_PROBLEM)))
        .doesNotContain(0);
  }

  @Test
  void textOverTwoFieldsComesTogetherAgain() throws IOException {
    Map<String, String> expected = new HashMap<>();
    LIST.forEach(row -> expected.put(row.id(), row.problem()));
    for (byte[] line : lines("stories")) {
      JsonNode node = JSON.readTree(line);
      assertThat(node.get("body").asText() + " " + node.get("question").asText())
          .isEqualTo(expected.get(node.get("id").asText()));
    }
  }

  @Test
  void theSideFileNamesEveryPlantedRow() {
    Dataset<Row> truth =
        TestSpark.session().read().parquet(folder.resolve("once/truth").toString());
    Map<String, Integer> counts = new TreeMap<>();
    truth
        .groupBy("kind")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), (int) row.getLong(1)));
    Map<String, Integer> expected = new TreeMap<>();
    LIST.stream()
        .filter(row -> row.kind() != Kind.ORIGINAL)
        .forEach(row -> expected.merge(row.kind().code(), 1, Integer::sum));
    assertThat(counts).isEqualTo(expected);
  }

  private static int count(Kind kind) {
    return (int) LIST.stream().filter(row -> row.kind() == kind).count();
  }

  private static List<byte[]> lines(String source) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (Path file : files("pool/" + source)) {
      try (InputStream raw = Files.newInputStream(file)) {
        String name = file.toString();
        InputStream in =
            name.endsWith(".gz")
                ? new GZIPInputStream(raw)
                : name.endsWith(".zst") ? new ZstdInputStream(raw) : raw;
        lines.addAll(split(in.readAllBytes()));
      }
    }
    return lines;
  }

  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(java.util.Arrays.copyOfRange(bytes, from, i));
        from = i + 1;
      }
    }
    assertThat(from).isEqualTo(bytes.length);
    return lines;
  }

  private static List<Path> files(String under) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("once").resolve(under))) {
      return files.sorted().toList();
    }
  }

  private static Map<String, byte[]> bytes(Path root) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      // Spark names its Parquet files at random.
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(
                  file -> !file.toString().contains("/rl/") && !file.toString().contains("/truth/"))
              .toList()) {
        bytes.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }
}
