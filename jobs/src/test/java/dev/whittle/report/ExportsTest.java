// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import dev.whittle.report.Exports.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportsTest {
  @TempDir Path temporary;

  @Test
  void writesOneLineARankInRankOrderWithStableKeys() throws IOException {
    FakeRun run = FakeRun.whole(temporary.resolve("run"));
    Exports.Summary summary = export(run);
    assertThat(summary).isEqualTo(new Exports.Summary(30, 28, 1, 1, 0, 0));
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(30);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).fieldNames())
          .toIterable()
          .containsExactly("question", "solution", "answer", "problem_id");
      assertThat(lines.get(i).get("problem_id").asText()).isEqualTo("%032x".formatted(i + 1));
      assertThat(lines.get(i)).allMatch(JsonNode::isTextual);
    }
    assertThat(lines.get(3).get("question").asText()).startsWith("设 $x$ 为正整数");
  }

  @Test
  void fallsBackToTheOfficialSolutionAndThenToTheEmptyString() throws IOException {
    export(FakeRun.whole(temporary.resolve("run")));
    List<JsonNode> lines = lines();
    assertThat(lines.get(0).get("solution").asText()).isEqualTo("So \\boxed{1}.");
    assertThat(lines.get(1).get("solution").asText()).isEmpty();
    assertThat(lines.get(2).get("solution").asText()).isEqualTo("It is \\boxed{2}.");
  }

  @Test
  void keepsHostileTextWholeOnItsOneLine() throws IOException {
    export(FakeRun.whole(temporary.resolve("run")));
    assertThat(lines().get(4).get("question").asText()).isEqualTo(FakeRun.HOSTILE);
    String text = Files.readString(temporary.resolve("out/limo.jsonl"));
    assertThat(text).endsWith("}\n").doesNotContain("\u2028", "\u2029", "\r");
    assertThat(text.chars().filter(c -> c == '\n').count()).isEqualTo(30);
  }

  @Test
  void exportsTheStatementThatModelsWereAsked() throws IOException {
    FakeRun run = new FakeRun(temporary.resolve("run"));
    run.stage("core-set", 1, Map.of(), 1);
    Row row = FakeRun.kept(1, "Which is it? (A) 3 (B) 4", "B", "It is \\boxed{4}.");
    Object[] values = IntStream.range(0, row.size()).mapToObj(row::get).toArray();
    values[FakeRun.CORE.fieldIndex("prompt_problem")] = "What is it?";
    values[FakeRun.CORE.fieldIndex("prompt_answer")] = "4";
    run.core(List.of(RowFactory.create(values)));
    export(run);
    assertThat(lines().get(0).get("question").asText()).isEqualTo("What is it?");
    assertThat(lines().get(0).get("answer").asText()).isEqualTo("4");
  }

  @Test
  void writesOneParquetFileByRankWithEveryColumnAndItsComment() throws IOException {
    export(FakeRun.whole(temporary.resolve("run")));
    Path file = temporary.resolve("out/core-set.parquet");
    assertThat(file).isRegularFile();
    Dataset<Row> core = TestSpark.session().read().parquet(file.toUri().toString());
    assertThat(core.columns())
        .contains("problem_id", "extra", "chain_score", "why")
        .doesNotContain("verdict", "reason");
    assertThat(core.schema().apply("difficulty").getComment().get()).isEqualTo("in [0,1]");
    assertThat(core.select("rank").collectAsList())
        .extracting(row -> row.getInt(0))
        .isSorted()
        .hasSize(30);
  }

  @Test
  void leavesNothingElseBehindAndReplacesAnOlderExport() throws IOException {
    FakeRun run = FakeRun.whole(temporary.resolve("run"));
    export(run);
    byte[] first = Files.readAllBytes(temporary.resolve("out/limo.jsonl"));
    Files.writeString(temporary.resolve("out/limo.jsonl"), "older");
    export(run);
    assertThat(temporary.resolve("out/limo.jsonl")).hasBinaryContent(first);
    try (Stream<Path> files = Files.list(temporary.resolve("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("limo.jsonl", "core-set.parquet");
    }
  }

  @Test
  void exportsAnEmptyCoreSetAsEmptyFiles() throws IOException {
    FakeRun run = new FakeRun(temporary.resolve("run"));
    run.stage("core-set", 1, Map.of("beyond-size", 1), 1);
    run.core(List.of(FakeRun.row(1, "Beyond.", "0", null, null, "rejected")));
    assertThat(export(run)).isEqualTo(new Exports.Summary(0, 0, 0, 0, 0, 0));
    assertThat(temporary.resolve("out/limo.jsonl")).isEmptyFile();
    assertThat(
            TestSpark.session()
                .read()
                .parquet(temporary.resolve("out/core-set.parquet").toUri().toString())
                .count())
        .isZero();
  }

  @Test
  void refusesARunThatHasNoCoreSet() throws IOException {
    FakeRun run = new FakeRun(temporary.resolve("run"));
    run.stage("ingest", 1, Map.of(), 1);
    assertThatThrownBy(() -> export(run))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot export the core set: no finished core-set stage");
    assertThat(temporary.resolve("out")).doesNotExist();
  }

  @Test
  void readsTheRowsWhereAnotherRunLeftThem() throws IOException {
    FakeRun base = FakeRun.whole(temporary.resolve("base"));
    FakeRun run = new FakeRun(temporary.resolve("run"));
    run.manifest(
        1,
        "core-set",
        new ObjectMapper()
            .createObjectNode()
            .put("stage", "core-set")
            .put("position", 1)
            .put("data", base.path("09-core-set").toUri().toString()));
    assertThat(export(run).rows()).isEqualTo(30);
  }

  private Exports.Summary export(FakeRun run) {
    return export(run, Set.of(Format.LIMO));
  }

  private Exports.Summary export(FakeRun run, Set<Format> formats) {
    return Exports.write(
        TestSpark.session(), run.uri(), temporary.resolve("out").toString(), formats);
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(temporary.resolve("out/limo.jsonl"))) {
      lines.add(json.readTree(line));
    }
    return lines;
  }

  @Test
  void writesMessagesOfTheRowsThatHaveAWorkedSolution() throws IOException {
    Exports.Summary summary =
        export(FakeRun.whole(temporary.resolve("run")), Set.of(Format.MESSAGES));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(temporary.resolve("out/messages.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize((int) (summary.rows() - summary.empty()));
    for (JsonNode line : lines) {
      assertThat(line.get("messages").findValuesAsText("role"))
          .containsExactly("system", "user", "assistant");
      assertThat(line.get("messages").findValuesAsText("content"))
          .startsWith("Please reason step by step, and put your final answer within \\boxed{}.")
          .doesNotContain("");
    }
    assertThat(lines.get(0).get("problem_id").asText()).isEqualTo("%032x".formatted(1));
    JsonNode info =
        new ObjectMapper()
            .readTree(temporary.resolve("out/dataset_info.json").toFile())
            .get("whittle_core_set");
    assertThat(info.get("file_name").asText()).isEqualTo("messages.jsonl");
    assertThat(info.get("formatting").asText()).isEqualTo("sharegpt");
    assertThat(info.get("columns").get("messages").asText()).isEqualTo("messages");
    assertThat(info.get("tags").get("system_tag").asText()).isEqualTo("system");
  }

  @Test
  void writesTheColumnsOfVerl() throws IOException {
    export(FakeRun.whole(temporary.resolve("run")), Set.of(Format.VERL));
    Dataset<Row> rows =
        TestSpark.session()
            .read()
            .parquet(temporary.resolve("out/verl/train.parquet").toUri().toString());
    assertThat(rows.columns())
        .containsExactly("data_source", "prompt", "ability", "reward_model", "extra_info");
    List<Row> all =
        rows.selectExpr(
                "prompt[0].role",
                "prompt[0].content",
                "size(prompt)",
                "reward_model.style",
                "reward_model.ground_truth",
                "extra_info.index",
                "extra_info.split")
            .collectAsList();
    assertThat(all).hasSize(30);
    for (int i = 0; i < 30; i++) {
      Row row = all.get(i);
      assertThat(row.getString(0)).isEqualTo("user");
      assertThat(row.getString(1)).endsWith(" " + Trainers.INSTRUCTION);
      assertThat(row.getInt(2)).isEqualTo(1);
      assertThat(row.getString(3)).isEqualTo("rule");
      assertThat(row.getString(4)).isNotEmpty();
      assertThat(row.getLong(5)).isEqualTo(i);
      assertThat(row.getString(6)).isEqualTo("train");
    }
  }

  @Test
  void writesADatasetWithACardOfTheRun() throws Exception {
    export(FakeRun.whole(temporary.resolve("run")), Set.of(Format.HF));
    Path data = temporary.resolve("out/hf/data/train-00000-of-00001.parquet");
    Dataset<Row> rows = TestSpark.session().read().parquet(data.toUri().toString());
    assertThat(rows.columns())
        .startsWith("question", "solution", "answer", "rank", "problem_id")
        .contains("source", "license", "domain", "strong_solve_rate", "why");
    assertThat(rows.count()).isEqualTo(30);
    String card = Files.readString(temporary.resolve("out/hf/README.md"));
    String[] parts = card.split("---\n", 3);
    @SuppressWarnings("unchecked")
    Map<String, Object> front = (Map<String, Object>) new org.yaml.snakeyaml.Yaml().load(parts[1]);
    assertThat(front)
        .containsEntry("pretty_name", "Whittle core set: recorded")
        .containsEntry("size_categories", List.of("n<1K"))
        .containsEntry("language", List.of("en", "zh"));
    String sum =
        java.util.HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(data)));
    assertThat(parts[2])
        .contains("`" + sum + "`")
        .contains("| exact-dedup |", "exact-duplicate 301,444")
        .contains("## Licences")
        .doesNotContain("<script", temporary.toString());
  }

  @Test
  void namesTheFormatsThatThereAre() {
    assertThat(Format.of(" Verl")).isEqualTo(Format.VERL);
    assertThatThrownBy(() -> Format.of("csv"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot export as 'csv' (--formats). Give some of limo, messages, verl, hf, textbook.");
  }

  @Test
  void writesATextbookInWhichTextsAreNeverMarkup() throws Exception {
    export(FakeRun.whole(temporary.resolve("run")), Set.of(Format.TEXTBOOK));
    String page = Files.readString(temporary.resolve("out/textbook.html"));
    Matcher ranks = Pattern.compile("<article id=\"r(\\d+)\">").matcher(page);
    List<Integer> seen = new ArrayList<>();
    while (ranks.find()) {
      seen.add(Integer.valueOf(ranks.group(1)));
    }
    assertThat(seen).hasSize(30).doesNotHaveDuplicates();
    assertThat(page)
        .contains("设 $x$ 为正整数")
        .contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;")
        .doesNotContain("url(fonts/", "url(http");
    assertThat(page.split("<script", -1)).as("one script").hasSize(2);
    String script = page.substring(page.indexOf("<script>") + 8, page.indexOf("</script>"));
    String hash =
        java.util.Base64.getEncoder()
            .encodeToString(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(script.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(page).contains("script-src 'sha256-" + hash + "'");
    assertThat(script).contains("renderMathInElement(element, options)");
    // Every domain of the table of contents is there.
    Matcher links = Pattern.compile("<a href=\"#(d[0-9a-f]+)\">").matcher(page);
    int domains = 0;
    while (links.find()) {
      assertThat(page).contains("<h2 id=\"" + links.group(1) + "\">");
      domains++;
    }
    assertThat(domains).isEqualTo(page.split("<section>", -1).length - 1);
  }

  @Test
  void putsTwinsUnderAWantedLicenceInThePlaceOfOthers() throws IOException {
    FakeRun run = FakeRun.whole(temporary.resolve("run"));
    List<Row> core = licensed(run, Optional.empty());
    Row other =
        core.stream().filter(row -> !row.getString(1).equals("MIT")).findFirst().orElseThrow();
    long mit = core.stream().filter(row -> row.getString(1).equals("MIT")).count();
    // Two twins of it: the exact one has another answer, the one that differs in format has none.
    run.rejected(
        "exact-dedup",
        List.of(
            FakeRun.twin("a1", "Same text?", "999", other.getString(0), "exact"),
            FakeRun.twin("b2", "Same  text?", null, other.getString(0), "format-only"),
            FakeRun.twin("c3", "Of nobody", null, "nobody", "exact")));
    List<Row> given = licensed(run, Optional.of(Licences.of(List.of("mit"))));
    assertThat(given).hasSize((int) mit + 1).allMatch(row -> row.getString(1).equals("MIT"));
    Row twin =
        given.stream().filter(row -> row.getString(0).equals("b2")).findFirst().orElseThrow();
    assertThat(twin.getInt(2)).isEqualTo(other.getInt(2));
    assertThat(twin.getString(3)).isEqualTo("Same  text?");
    assertThat(twin.getString(4))
        .as("the answer of the row it stands for")
        .isEqualTo(other.getString(4));
    assertThatThrownBy(() -> Licences.of(List.of(" ")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--licenses");
  }

  private List<Row> licensed(FakeRun run, Optional<Licences> licences) {
    Path out = temporary.resolve("out" + licences.isPresent());
    Exports.Summary summary =
        Exports.write(
            TestSpark.session(), run.uri(), out.toString(), Set.of(Format.LIMO), licences);
    List<Row> rows =
        TestSpark.session()
            .read()
            .parquet(out.resolve("core-set.parquet").toUri().toString())
            .select("problem_id", "license", "rank", "problem", "answer")
            .collectAsList();
    assertThat(rows).hasSize((int) summary.rows());
    assertThat(summary.leftOut()).isEqualTo(licences.isPresent() ? 30 - summary.rows() : 0);
    return rows;
  }
}
