// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.col;

import dev.whittle.config.UserError;
import dev.whittle.pipeline.Reason;
import dev.whittle.report.PointLookup.Found;
import dev.whittle.report.RunFolder.StageFiles;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import dev.whittle.text.Visible;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * The whole life of a problem in a run, in words: where it comes from, what every stage decided and
 * by which evidence, how it differs from the problem it duplicates, what models answered, its rank.
 */
public final class Explanation {
  /** Problems explained at once; their rows come to the driver. */
  public static final int MOST = 20;

  private static final int TEXT = 2_000;
  private static final int VALUE = 300;
  private static final int ANSWERS = 12;
  private static final int ATTEMPTS = 10_000;
  private static final List<String> DUPLICATE_OF =
      List.of("exact_duplicate_of", "near_duplicate_of");

  private final RunFolder folder;
  private final List<StageFiles> stages;
  private final PointLookup lookup;
  private final PrintWriter out;

  private Explanation(RunFolder folder, PointLookup lookup, PrintWriter out) {
    this.folder = folder;
    this.stages = folder.stageFiles();
    this.lookup = lookup;
    this.out = out;
  }

  /**
   * Explains problems by their ids, or whose statement holds a text.
   *
   * <p>Rows are looked up by id without Spark, see {@link PointLookup}; a text is searched with it.
   *
   * @param spark asked for only to search a text
   * @param ids at most {@value #MOST}; when empty, the problems that hold the text
   * @param text part of a statement, as it stands in the pool; null with ids
   * @throws UserError when no problem is found, or too many are
   */
  public static void write(
      Configuration hadoop,
      Supplier<SparkSession> spark,
      String run,
      List<String> ids,
      String text,
      PrintWriter out) {
    Explanation explanation =
        new Explanation(new RunFolder(hadoop, spark, run), new PointLookup(hadoop), out);
    if (explanation.stages.isEmpty()) {
      throw new UserError("Cannot explain: the run has no finished stage. Run it first.");
    }
    List<String> found = ids.isEmpty() ? explanation.holding(text) : ids;
    if (found.size() > MOST) {
      throw new UserError(
          "Cannot explain " + found.size() + " problems at once; give " + MOST + ".");
    }
    for (String id : found) {
      explanation.explain(id);
    }
    out.flush();
  }

  private List<String> holding(String text) {
    List<String> ids =
        folder
            .rows()
            .get(0)
            .rows()
            .where(col(Columns.PROBLEM).contains(text))
            .select(Columns.PROBLEM_ID)
            .orderBy(Columns.PROBLEM_ID)
            .limit(MOST + 1)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (ids.isEmpty()) {
      throw new UserError(
          "Cannot explain: no problem of the pool holds '"
              + cut(text, VALUE)
              + "' (--text). Give a part of the statement, letter by letter as it stands there.");
    }
    if (ids.size() > MOST) {
      throw new UserError(
          "Cannot explain: more than "
              + MOST
              + " problems hold '"
              + cut(text, VALUE)
              + "' (--text). Give a longer part.");
    }
    return ids;
  }

  private void explain(String id) {
    Set<String> known = new HashSet<>(List.of(Schemas.PROBLEM.fieldNames()));
    boolean seen = false;
    for (StageFiles stage : stages) {
      List<Found> rows = lookup.rows(stage.files(), id, List.of(), 1);
      if (rows.isEmpty()) {
        continue;
      }
      Found row = rows.get(0);
      if (!seen) {
        origin(row);
        seen = true;
      }
      stage(stage, row, known);
      known.addAll(List.of(row.schema().fieldNames()));
    }
    if (!seen) {
      throw new UserError(
          "Cannot explain '"
              + cut(id, VALUE)
              + "': the run has no problem with this id. Ids stand in the column problem_id; --text finds"
              + " them by a part of the statement.");
    }
    attempts(id);
    out.println();
  }

  private void origin(Found row) {
    out.println("Problem " + text(row, Columns.PROBLEM_ID));
    out.println(
        "  from "
            + text(row, Columns.SOURCE)
            + " "
            + text(row, Columns.SOURCE_ID)
            + ", licence "
            + text(row, Columns.LICENSE));
    out.println("  " + cut(text(row, Columns.PROBLEM), TEXT).replace("\n", "\n  "));
    out.println("  answer: " + cut(text(row, Columns.ANSWER), VALUE));
  }

  private void stage(StageFiles stage, Found row, Set<String> known) {
    boolean kept = "kept".equals(text(row, Columns.VERDICT));
    String reason = text(row, Columns.REASON);
    String words = Reason.of(reason).map(found -> ": " + found.words()).orElse("");
    out.printf(
        Locale.ROOT,
        "%2d %-14s %s%n",
        stage.manifest().path("position").asInt(),
        stage.name(),
        kept ? "kept" : "rejected, " + reason + words);
    inWords(stage, row).forEach(line -> out.println("     " + line));
    for (StructField field : row.schema().fields()) {
      Object value = row.values().get(field.name());
      if (value == null
          || value instanceof List<?> list && list.isEmpty()
          || known.contains(field.name())
          || Set.of(Columns.VERDICT, Columns.REASON).contains(field.name())) {
        continue;
      }
      String comment =
          field.getComment().isDefined() ? "   (" + field.getComment().get() + ")" : "";
      out.println("     " + field.name() + ": " + value(value) + comment);
      if (DUPLICATE_OF.contains(field.name())) {
        difference(stage, row, value.toString());
      }
    }
  }

  /** What the evidence comes to. */
  private static List<String> inWords(StageFiles stage, Found row) {
    List<String> lines = new ArrayList<>();
    switch (stage.name()) {
      case "exact-dedup" -> {
        if (row.text("exact_duplicate_of") != null) {
          lines.add(
              ("exact".equals(row.text("exact_edge_class"))
                      ? "the same characters as "
                      : "the same canonical text as ")
                  + text(row, "exact_duplicate_of"));
        }
      }
      case "near-dedup" -> {
        if (row.text("near_duplicate_of") != null) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "near duplicate of %s (Jaccard %.2f; the same numbers, operators and deciding words)",
                  text(row, "near_duplicate_of"),
                  row.values().get("jaccard")));
        }
      }
      case "decontaminate" -> {
        if (row.text("contaminated_item") != null) {
          lines.add(
              "matched "
                  + text(row, "contaminated_by")
                  + " item "
                  + text(row, "contaminated_item")
                  + (row.text("matched_span") == null
                      ? ""
                      : " over this span: " + cut(text(row, "matched_span"), VALUE)));
        }
      }
      case "core-set" -> {
        if (row.text(CoreSet.RANK) != null) {
          lines.add("rank " + text(row, CoreSet.RANK) + ": " + cut(text(row, "why"), VALUE));
        }
      }
      default -> {
        Object models = row.values().get(stage.name().replace('-', '_') + "_by_model");
        for (Object one : models instanceof List<?> list ? list : List.of()) {
          if (one instanceof Map<?, ?> model && model.get("attempts") != null) {
            lines.add(
                "solved "
                    + model.get("correct")
                    + " of "
                    + model.get("attempts")
                    + " by "
                    + value(model.get("model"))
                    + ("rate".equals(model.get("source")) ? " (drawn from a ready-made rate)" : "")
                    + ": "
                    + model.get("decided"));
          }
        }
      }
    }
    return lines;
  }

  private void difference(StageFiles stage, Found row, String other) {
    List<Found> rows =
        lookup.rows(
            stage.files(), other, List.of(Columns.SOURCE, Columns.PROBLEM, Columns.ANSWER), 1);
    if (rows.isEmpty()) {
      out.println("       which is not in this run");
      return;
    }
    Found there = rows.get(0);
    String diff = WordDiff.of(text(row, Columns.PROBLEM), text(there, Columns.PROBLEM));
    out.println(
        "       of "
            + text(there, Columns.SOURCE)
            + ", answer "
            + cut(text(there, Columns.ANSWER), VALUE)
            + "; "
            + (diff.isEmpty() ? "the same words" : "in words: " + cut(diff, TEXT)));
  }

  private void attempts(String id) {
    List<Found> all =
        lookup.rows(
            folder.attemptFiles(),
            id,
            List.of("model", "attempt_index", "extracted", "correct"),
            ATTEMPTS);
    Map<String, List<Found>> models = new TreeMap<>();
    for (Found row : all) {
      models.computeIfAbsent(text(row, "model"), model -> new ArrayList<>()).add(row);
    }
    models.values().forEach(rows -> rows.sort(Comparator.comparingInt(Explanation::attemptIndex)));
    models.forEach(
        (model, rows) -> {
          long right =
              rows.stream().filter(row -> Boolean.TRUE.equals(row.values().get("correct"))).count();
          List<String> answers =
              rows.stream().limit(ANSWERS).map(row -> cut(text(row, "extracted"), 60)).toList();
          out.println(
              "   attempts of "
                  + model
                  + ": "
                  + rows.size()
                  + ", "
                  + right
                  + " right; answers "
                  + String.join(" | ", answers)
                  + (rows.size() > ANSWERS ? " ..." : ""));
        });
  }

  private static int attemptIndex(Found row) {
    return row.values().get("attempt_index") instanceof Integer index ? index : 0;
  }

  private static String value(Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%.4f", number);
    }
    if (value instanceof List<?> list) {
      return cut(list.stream().map(Explanation::value).collect(Collectors.joining(", ")), VALUE);
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(part -> part.getKey() + " " + value(part.getValue()))
          .collect(Collectors.joining(", ", "(", ")"));
    }
    return value == null ? "none" : cut(value.toString().replace("\n", " "), VALUE);
  }

  private static String text(Found row, String column) {
    String value = row.text(column);
    return value == null ? "none" : Visible.text(value);
  }

  /** The text for a terminal, cut. */
  private static String cut(String text, int most) {
    String plain = Visible.text(text);
    return plain.codePointCount(0, plain.length()) <= most
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, most)) + " ...";
  }
}
