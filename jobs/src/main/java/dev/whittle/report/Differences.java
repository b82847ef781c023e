// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.config.Trees;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.RunFiles;
import dev.whittle.pipeline.Verdict;
import dev.whittle.report.RunFolder.StageRows;
import dev.whittle.schema.Columns;
import dev.whittle.text.Visible;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * What two runs decided differently: what their stages were told, how many problems each kept,
 * which problems went another way and where, with examples, and how their core sets overlap.
 *
 * <p>Every problem has one fate in a run: the stage that rejected it and its reason, or kept. Two
 * runs are compared by the fates of each {@code problem_id}; a problem that only one pool has
 * counts as different. Evidence is not compared ({@code whittle digest} tells whether any differs).
 */
public final class Differences {
  /** The most examples of each kind. */
  public static final int MOST = 20;

  private static final int KINDS = 40;
  private static final int SETTINGS = 40;
  private static final int TEXT = 110;
  private static final int SETTING = 200;
  private static final String ABSENT = "not in the pool";
  private static final String KEPT = "kept";
  private static final String[] ID = {Columns.PROBLEM_ID};
  private static final int[] STEPS = {10, 100, 1_000, 10_000};

  private final RunFolder left;
  private final RunFolder right;
  private final PrintWriter out;

  private Differences(RunFolder left, RunFolder right, PrintWriter out) {
    this.left = left;
    this.right = right;
    this.out = out;
  }

  /**
   * Tells the differences between two runs.
   *
   * @param examples of each kind of difference, at most {@value #MOST}
   * @throws UserError when a run has no finished stage with rows
   */
  public static void write(
      SparkSession spark, String left, String right, int examples, PrintWriter out) {
    Differences differences =
        new Differences(new RunFolder(spark, left), new RunFolder(spark, right), out);
    differences.write(examples);
    out.flush();
  }

  private void write(int examples) {
    out.println("A: " + words(left));
    out.println("B: " + words(right));
    settings();
    funnel();
    Dataset<Row> both = fates(left, "a").join(fates(right, "b"), ID, "full_outer");
    both =
        both.select(
            col(Columns.PROBLEM_ID),
            coalesce(col("a"), lit(ABSENT)).as("a"),
            coalesce(col("b"), lit(ABSENT)).as("b"));
    kinds(both, examples);
    ranks();
  }

  private static String words(RunFolder run) {
    JsonNode json = run.run();
    return run.uri()
        + " (recipe "
        + Visible.text(json.path("recipe").asText("?"))
        + ", "
        + Visible.text(json.path("build").asText("?"))
        + ")";
  }

  /** What decided the stages of the one and of the other. */
  private void settings() {
    Map<String, JsonNode> there = byName(right);
    List<String> lines = new ArrayList<>();
    for (JsonNode here : left.stages()) {
      String name = here.path("stage").asText();
      JsonNode other = there.remove(name);
      if (other == null) {
        lines.add(name + ": finished in A only");
        continue;
      }
      for (String line : Trees.differences(decides(here), decides(other))) {
        lines.add(name + "." + line);
      }
    }
    there.keySet().forEach(name -> lines.add(name + ": finished in B only"));
    out.println();
    out.println(
        lines.isEmpty()
            ? "Their stages were told the same."
            : "What their stages were told (A -> B):");
    lines.stream().limit(SETTINGS).forEach(line -> out.println("  " + cut(line, SETTING)));
    if (lines.size() > SETTINGS) {
      out.println("  and " + (lines.size() - SETTINGS) + " more");
    }
  }

  /** Settings, algorithm and inputs; not the stage before, which is compared by itself. */
  private static Object decides(JsonNode stage) {
    Map<String, Object> decides = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : stage.path("decides").properties()) {
      if (!entry.getKey().equals("previous") && !entry.getKey().equals("stage")) {
        decides.put(entry.getKey(), RunFiles.plain(entry.getValue()));
      }
    }
    return decides;
  }

  private void funnel() {
    Map<String, JsonNode> there = byName(right);
    out.println();
    out.printf(Locale.ROOT, "%-16s %14s %14s %14s%n", "kept after", "A", "B", "B - A");
    for (JsonNode here : left.stages()) {
      String name = here.path("stage").asText();
      JsonNode other = there.remove(name);
      line(name, here, other);
    }
    there.forEach((name, other) -> line(name, null, other));
  }

  private void line(String name, JsonNode here, JsonNode other) {
    String a = here == null ? "-" : Figures.count(here.path("kept").asLong());
    String b = other == null ? "-" : Figures.count(other.path("kept").asLong());
    String difference =
        here == null || other == null
            ? ""
            : String.format(
                Locale.ROOT, "%+,d", other.path("kept").asLong() - here.path("kept").asLong());
    out.printf(Locale.ROOT, "%-16s %14s %14s %14s%n", Visible.text(name), a, b, difference);
  }

  private static Map<String, JsonNode> byName(RunFolder run) {
    Map<String, JsonNode> stages = new LinkedHashMap<>();
    run.stages().forEach(stage -> stages.put(stage.path("stage").asText(), stage));
    return stages;
  }

  /** {@code problem_id} and its fate. */
  private static Dataset<Row> fates(RunFolder run, String as) {
    List<StageRows> stages = run.rows();
    if (stages.isEmpty()) {
      throw new UserError(
          "Cannot compare: " + run.uri() + " has no finished stage with rows. Run it first.");
    }
    Dataset<Row> all = null;
    for (int i = 0; i < stages.size(); i++) {
      StageRows stage = stages.get(i);
      var rejected =
          functions.when(
              col(Columns.VERDICT).equalTo(Verdict.REJECTED.code()),
              concat(lit(stage.name() + ": "), coalesce(col(Columns.REASON), lit("?"))));
      boolean last = i == stages.size() - 1;
      Dataset<Row> fates =
          stage
              .rows()
              .select(col(Columns.PROBLEM_ID), (last ? rejected.otherwise(KEPT) : rejected).as(as))
              .where(col(as).isNotNull());
      all = all == null ? fates : all.union(fates);
    }
    return all;
  }

  private void kinds(Dataset<Row> both, int examples) {
    List<Row> counts =
        both.groupBy("a", "b")
            .count()
            .orderBy(col("count").desc(), col("a"), col("b"))
            .collectAsList();
    long all = 0;
    long different = 0;
    List<Row> kinds = new ArrayList<>();
    for (Row row : counts) {
      all += row.getLong(2);
      if (!row.getString(0).equals(row.getString(1))) {
        different += row.getLong(2);
        kinds.add(row);
      }
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "Decided differently: %s of %s problems (%s).%n",
        Figures.count(different),
        Figures.count(all),
        Figures.share(different, all));
    if (kinds.isEmpty()) {
      return;
    }
    List<Row> shown = kinds.subList(0, Math.min(KINDS, kinds.size()));
    Map<String, List<String>> ids = examples == 0 ? Map.of() : examples(both, shown, examples);
    Map<String, String> texts = texts(ids);
    for (Row kind : shown) {
      out.printf(
          Locale.ROOT,
          "%,10d  %s -> %s%n",
          kind.getLong(2),
          Visible.text(kind.getString(0)),
          Visible.text(kind.getString(1)));
      for (String id : ids.getOrDefault(kind.getString(0) + "\n" + kind.getString(1), List.of())) {
        out.println("              " + Visible.text(id) + "  " + texts.getOrDefault(id, ""));
      }
    }
    if (kinds.size() > shown.size()) {
      out.println("            and " + (kinds.size() - shown.size()) + " kinds more");
    }
  }

  /** The first ids of each kind, by kind. Ids are hashes, so that these are any. */
  private static Map<String, List<String>> examples(
      Dataset<Row> both, List<Row> kinds, int examples) {
    Map<String, List<String>> ids = new HashMap<>();
    both.where(col("a").notEqual(col("b")))
        .where(
            functions
                .concat_ws("\n", col("a"), col("b"))
                .isin(
                    kinds.stream()
                        .map(kind -> kind.getString(0) + "\n" + kind.getString(1))
                        .toArray()))
        .withColumn(
            "number",
            functions.row_number().over(Window.partitionBy("a", "b").orderBy(Columns.PROBLEM_ID)))
        .where(col("number").leq(examples))
        .select("a", "b", Columns.PROBLEM_ID)
        .collectAsList()
        .forEach(
            row ->
                ids.computeIfAbsent(
                        row.getString(0) + "\n" + row.getString(1), any -> new ArrayList<>())
                    .add(row.getString(2)));
    ids.values().forEach(list -> list.sort(null));
    return ids;
  }

  /** The beginnings of the examples' statements. */
  private Map<String, String> texts(Map<String, List<String>> ids) {
    Object[] wanted = ids.values().stream().flatMap(List::stream).distinct().toArray();
    Map<String, String> texts = new HashMap<>();
    if (wanted.length == 0) {
      return texts;
    }
    for (RunFolder run : List.of(left, right)) {
      run.rows()
          .get(0)
          .rows()
          .where(col(Columns.PROBLEM_ID).isin(wanted))
          .select(col(Columns.PROBLEM_ID), substring(col(Columns.PROBLEM), 1, TEXT + 1))
          .collectAsList()
          .forEach(row -> texts.put(row.getString(0), cut(row.getString(1), TEXT)));
    }
    return texts;
  }

  private void ranks() {
    Optional<CoreSet> here = left.coreSet();
    Optional<CoreSet> there = right.coreSet();
    if (here.isEmpty() || there.isEmpty()) {
      return;
    }
    Dataset<Row> a = here.get().rows().select(col(Columns.PROBLEM_ID), col(CoreSet.RANK).as("a"));
    Dataset<Row> b = there.get().rows().select(col(Columns.PROBLEM_ID), col(CoreSet.RANK).as("b"));
    Row sizes =
        a.join(b, ID, "full_outer")
            .agg(
                functions.count(col("a")),
                functions.count(col("b")),
                functions.sum(col("a").isNotNull().and(col("b").isNotNull()).cast("long")),
                functions.corr(col("a"), col("b")))
            .first();
    out.println();
    out.printf(
        Locale.ROOT,
        "Core sets: %s in A, %s in B, %s in both%s.%n",
        Figures.count(sizes.getLong(0)),
        Figures.count(sizes.getLong(1)),
        Figures.count(sizes.isNullAt(2) ? 0 : sizes.getLong(2)),
        sizes.isNullAt(3) || Double.isNaN(sizes.getDouble(3))
            ? ""
            : String.format(Locale.ROOT, ", whose ranks correlate by %.3f", sizes.getDouble(3)));
    long most = Math.min(sizes.getLong(0), sizes.getLong(1));
    for (int step : STEPS) {
      if (step < most) {
        long shared =
            a.where(col("a").leq(step)).join(b.where(col("b").leq(step)), ID, "inner").count();
        out.printf(Locale.ROOT, "  of the first %,d of each, %,d are the same%n", step, shared);
      }
    }
  }

  private static String cut(String text, int most) {
    String line = Visible.text(Objects.toString(text, "").replaceAll("\\s+", " "));
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most)) + " ...";
  }
}
