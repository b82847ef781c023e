// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.TestSpark;
import dev.whittle.schema.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The directory of a finished run, small and made up, as the runner would leave it. */
final class FakeRun {
  static final StructType CORE =
      Schemas.concat(
          Schemas.PROBLEM,
          Schemas.struct(
              Schemas.field("prompt_problem", DataTypes.StringType, "the converted statement"),
              Schemas.field("prompt_answer", DataTypes.StringType, "its answer"),
              Schemas.field("domain_group", DataTypes.StringType, "what quotas go by"),
              Schemas.field("baseline_solve_rate", DataTypes.DoubleType, "of the baseline model"),
              Schemas.field("strong_solve_rate", DataTypes.DoubleType, "of the strong model"),
              Schemas.field("chain", DataTypes.StringType, "the best chain"),
              Schemas.field("chain_source", DataTypes.StringType, "attempt, official or none"),
              Schemas.field("chain_model", DataTypes.StringType, "whose attempt it is"),
              Schemas.field("chain_score", DataTypes.DoubleType, "its score"),
              Schemas.field("rank", DataTypes.IntegerType, "1 is the first"),
              Schemas.field("difficulty", DataTypes.DoubleType, "in [0,1]"),
              Schemas.field("why", DataTypes.StringType, "what put it there"),
              Schemas.field("reason", DataTypes.StringType, "null when kept"),
              Schemas.field("verdict", DataTypes.StringType, "kept or rejected")));

  /** Everything that has broken a page before. */
  static final String HOSTILE =
      "</td></table></script><script>document.title='owned'</script>"
          + "<img src=x onerror=\"alert(1)\"> javascript:alert(2) &lt;b&gt; \"'` $\\href{javascript:alert(3)}{x}$"
          + " \u0000\u0007\u001b[31m \u2028\u2029\u202e right-to-left \ufeff <!-- ]]> --> end";

  private static final String[] DOMAINS = {
    "algebra", "geometry", "number theory", "combinatorics", "calculus", "probability"
  };
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ArrayNode funnel = JSON.createArrayNode();

  FakeRun(Path folder) throws IOException {
    this.folder = folder;
    write(
        "run.json",
        JSON.createObjectNode()
            .put("run_id", "2026-11-22-recorded")
            .put("recipe", "recorded")
            .put("build", "0.1.0 (a1b2c3d)")
            .put("spark", "4.1.0")
            .put("started_at", "2026-11-22T20:15:04.120Z")
            .put("updated_at", "2026-11-22T20:31:47.002Z")
            .toPrettyString());
    write(
        "status.json", JSON.createObjectNode().put("state", "done").put("exit_code", 0).toString());
  }

  /** The run of the pictures: every stage, thirty problems of many kinds. */
  static FakeRun whole(Path folder) throws IOException {
    FakeRun run = new FakeRun(folder);
    run.stage("ingest", 1_184_372, Map.of("malformed-record", 12, "missing-problem", 360), 61.5);
    run.stage(
        "exact-dedup",
        1_184_000,
        Map.of("exact-duplicate", 301_444, "format-duplicate", 40_020),
        214);
    run.stage(
        "quality",
        842_536,
        Map.of("no-answer", 120_331, "proof", 98_112, "multiple-choice", 77_400, "needs-image", 9),
        48.2);
    ObjectNode contaminated =
        run.stage(
            "decontaminate",
            546_684,
            Map.of("benchmark-exact", 2_204, "benchmark-overlap", 3_010),
            90);
    contaminated
        .putObject("metrics")
        .put("ngram", 13)
        .putObject("by_benchmark")
        .put("math", 1_900)
        .put("aime24", 30)
        .put("olympiadbench", 612);
    contaminated.putArray("notes").add("Ten benchmarks, 2,233 items.").add(HOSTILE);
    run.manifest(4, "decontaminate", contaminated);
    run.stage("near-dedup", 541_470, Map.of("near-duplicate", 88_170), 312);
    run.stage("baseline", 453_300, Map.of("no-attempts", 440_020, "too-easy", 9_880), 33);
    run.stage("strong", 3_400, Map.of("too-easy", 1_900, "too-hard", 33), 4.4);
    run.stage("chains", 1_467, Map.of(), 6.1);
    ObjectNode core = run.stage("core-set", 1_467, Map.of("beyond-size", 1_437), 4.3);
    ObjectNode metrics = core.putObject("metrics");
    metrics
        .putArray("gates")
        .addObject()
        .put("name", "size")
        .put("ok", false)
        .put("words", "30 problems, 817 wanted");
    metrics
        .withArray("gates")
        .addObject()
        .put("name", "quotas")
        .put("ok", true)
        .put("words", "every domain has its share");
    metrics
        .putArray("ladder")
        .addObject()
        .put("size", 10)
        .put("mean_difficulty", 0.91234)
        .put("domains", 6);
    metrics
        .withArray("ladder")
        .addObject()
        .put("size", 30)
        .put("mean_difficulty", 0.7)
        .put("domains", 6);
    ObjectNode step = metrics.putArray("selection").addObject().put("size", 30);
    step.putObject("difficulty")
        .put("core", 0.91234)
        .put("top_by_score", 0.99)
        .put("random", 0.5)
        .put("random_low", 0.45)
        .put("random_high", 0.55);
    step.putObject("length")
        .put("core", 200.4)
        .put("top_by_score", 210)
        .put("random", 199)
        .put("random_low", 190)
        .put("random_high", 211);
    run.manifest(9, "core-set", core);
    run.core(thirty());
    return run;
  }

  String uri() {
    return folder.toString();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Adds a finished stage to the funnel and gives its manifest for more. */
  ObjectNode stage(String name, long in, Map<String, Integer> rejected, double seconds)
      throws IOException {
    long lost = rejected.values().stream().mapToLong(Integer::longValue).sum();
    int position = funnel.size() + 1;
    ObjectNode manifest =
        JSON.createObjectNode()
            .put("stage", name)
            .put("position", position)
            .put("algorithm", 1)
            .put("fingerprint", "9f2c".repeat(16))
            .put("in", in)
            .put("kept", in - lost);
    manifest.set("rejected", JSON.valueToTree(rejected));
    manifest
        .put("seconds", seconds)
        .put("rows_per_second", in / seconds)
        .put("digest", "77aa".repeat(8));
    manifest.putObject("decides").putObject("config").put("threshold", 0.8).put("name", name);
    ObjectNode line = funnel.addObject();
    for (String key : List.of("stage", "in", "kept", "rejected", "seconds", "rows_per_second")) {
      line.set(key, manifest.get(key));
    }
    write("funnel.json", funnel.toPrettyString());
    manifest(position, name, manifest);
    return manifest;
  }

  void manifest(int position, String name, ObjectNode manifest) throws IOException {
    write("%02d-%s/_stage.json".formatted(position, name), manifest.toPrettyString());
  }

  /** Writes the rows of the core-set stage, which must be the last one. */
  void core(List<Row> rows) {
    TestSpark.session()
        .createDataFrame(rows, CORE)
        .repartition(3)
        .write()
        .partitionBy("verdict")
        .mode("append")
        .parquet(folder.resolve("%02d-core-set".formatted(funnel.size())).toUri().toString());
  }

  private static final StructType REJECTED =
      Schemas.concat(
          Schemas.PROBLEM,
          Schemas.struct(
              Schemas.field("exact_duplicate_of", DataTypes.StringType, "the representative"),
              Schemas.field("exact_edge_class", DataTypes.StringType, "exact or format-only"),
              Schemas.field("reason", DataTypes.StringType, "null when kept"),
              Schemas.field("verdict", DataTypes.StringType, "kept or rejected")));

  /** Writes rows that the second stage, exact-dedup, rejected. */
  void rejected(String stage, List<Row> rows) {
    TestSpark.session()
        .createDataFrame(rows, REJECTED)
        .write()
        .partitionBy("verdict")
        .mode("append")
        .parquet(folder.resolve("02-" + stage).toUri().toString());
  }

  /** A row under MIT that was rejected as the duplicate of another. */
  static Row twin(String id, String problem, String answer, String of, String edge) {
    return RowFactory.create(
        id,
        "open",
        id,
        problem,
        answer,
        null,
        null,
        null,
        "MIT",
        Map.of(),
        200,
        of,
        edge,
        "exact-duplicate",
        "rejected");
  }

  /** A kept row with a chain by a model. */
  static Row kept(int rank, String problem, String answer, String chain) {
    return row(rank, problem, answer, null, chain, "kept");
  }

  static Row row(
      int rank, String problem, String answer, String solution, String chain, String verdict) {
    String domain = DOMAINS[rank % DOMAINS.length];
    return RowFactory.create(
        "%032x".formatted(rank),
        rank % 3 == 0 ? "math" : "deepscaler",
        "item-" + rank,
        problem,
        answer,
        solution,
        domain.toUpperCase(Locale.ROOT),
        rank % 2 == 0 ? "Level 5" : null,
        rank % 5 == 0 ? "CC-BY-NC-4.0" : "MIT",
        Map.of("file", "x.jsonl"),
        100,
        null,
        null,
        domain,
        rank % 4 * 0.25,
        rank / 64.0,
        chain,
        chain == null ? "none" : "attempt",
        chain == null ? null : "deepseek-r1",
        chain == null ? null : 0.4 + rank / 1000.0,
        rank,
        1 - rank / 100.0,
        "hardest left in " + domain + ": solved " + rank + " of 64",
        verdict.equals("kept") ? null : "beyond-size",
        verdict);
  }

  private static List<Row> thirty() {
    List<Row> rows = new ArrayList<>();
    for (int rank = 30; rank > 5; rank--) {
      rows.add(
          kept(
              rank,
              "Let $a_1, a_2, \\ldots, a_{"
                  + rank
                  + "}$ be positive reals with $\\sum_{i=1}^{"
                  + rank
                  + "} a_i = 1$. Find the least value of $$\\sum_{i=1}^{"
                  + rank
                  + "} \\frac{1}{1 + a_i}$$ and say for which $a_i$ it is reached. & note: $x < y > z$.",
              "\\dfrac{" + rank * rank + "}{" + (rank + 1) + "}",
              "Okay, let me try.\n\nFirst, the function $f(x) = \\frac{1}{1+x}$ is convex, "
                      .concat(
                          "so Jensen gives a bound. Wait, let me check that again. "
                              .repeat(rank * 4))
                  + "\n\nTherefore the answer is \\boxed{"
                  + rank * rank
                  + "}."));
    }
    rows.add(kept(5, HOSTILE, HOSTILE, HOSTILE));
    rows.add(
        kept(4, "设 $x$ 为正整数，且 $x^2 + 3x$ 是完全平方数，求 $x$。", "1", "设 $x^2+3x=k^2$，因此…… 所以 $x=1$。"));
    rows.add(row(3, "No chain, but a solution: $1+1$?", "2", "It is \\boxed{2}.", null, "kept"));
    rows.add(row(2, "Neither chain nor solution: $2+2$?", "4", "  ", null, "kept"));
    rows.add(kept(1, "First.", "1", "So \\boxed{1}."));
    rows.add(row(31, "Beyond the size.", "0", null, "It is 0.", "rejected"));
    return rows;
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
