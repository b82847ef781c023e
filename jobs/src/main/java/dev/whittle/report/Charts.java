// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.pipeline.Verdict;
import dev.whittle.report.Chart.Kind;
import dev.whittle.report.Chart.Role;
import dev.whittle.report.Chart.Series;
import dev.whittle.report.Chart.Unit;
import dev.whittle.report.RunFolder.StageRows;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The charts of the report, counted from a run's Parquet by Spark: only counts by short labels come
 * to the driver, at most some hundreds of each.
 */
final class Charts {
  private static final int LABEL = 60;
  private static final int TEXT = 200;
  private static final int CLUSTERS = 6;
  private static final int BENCHMARKS = 40;
  private static final int DOMAINS = 16;
  private static final int MODELS = 200;
  private static final String BY_MODEL = "_by_model";

  /** Never, ten steps, always. */
  private static final int BINS = 12;

  private static final List<String> RATES = rates();
  private static final List<String> TENTHS = tenths();

  private final RunFolder folder;
  private final List<StageRows> stages;
  private final Optional<CoreSet> core;
  private final StringBuilder page = new StringBuilder();

  private Charts(RunFolder folder, Optional<CoreSet> core) {
    this.folder = folder;
    this.stages = folder.rows();
    this.core = core;
  }

  /** All sections for which the run has something. */
  static String html(RunFolder folder, Optional<CoreSet> core) {
    Charts charts = new Charts(folder, core);
    charts.duplicates();
    charts.benchmarks();
    charts.solveRates();
    charts.attempts();
    charts.poolAgainstCore();
    return charts.page.toString();
  }

  private void duplicates() {
    Map<String, Double> counts = new LinkedHashMap<>();
    Map<String, Boolean> kept = new LinkedHashMap<>();
    for (JsonNode stage : folder.stages()) {
      String name = stage.path("stage").asText();
      if (name.equals("exact-dedup") || name.equals("near-dedup")) {
        stage
            .path("rejected")
            .properties()
            .forEach(
                reason -> {
                  counts.put(reason.getKey(), reason.getValue().asDouble());
                  kept.put(reason.getKey(), false);
                });
      }
    }
    Optional<StageRows> near = stage("near-dedup").filter(rows -> has(rows, "near_edge_class"));
    near.ifPresent(
        rows ->
            rows.rows()
                .where(kept().and(col("near_edge_class").isNotNull()))
                .groupBy(label(col("near_edge_class")).as("class"))
                .count()
                .orderBy("class")
                .limit(BENCHMARKS)
                .collectAsList()
                .forEach(
                    row -> {
                      counts.put(row.getString(0), (double) row.getLong(1));
                      kept.put(row.getString(0), true);
                    }));
    if (counts.isEmpty()) {
      return;
    }
    heading("Duplicates");
    List<String> names = List.copyOf(counts.keySet());
    double[] gone = new double[names.size()];
    double[] left = new double[names.size()];
    for (int i = 0; i < names.size(); i++) {
      boolean isKept = kept.get(names.get(i));
      gone[i] = isKept ? 0 : counts.get(names.get(i));
      left[i] = isKept ? counts.get(names.get(i)) : 0;
    }
    add(
        new Chart(
            "Duplicates by class",
            "Rows of each class. Only exact, format-only and verified near duplicates are rejected; "
                + "variants and candidates are kept and marked.",
            Kind.BARS,
            Unit.COUNT,
            "class",
            names,
            List.of(
                new Series("kept, marked", Role.KEPT, left),
                new Series("rejected", Role.GONE, gone))));
    clusters();
  }

  private void clusters() {
    StringBuilder lines = new StringBuilder();
    for (String[] kind :
        new String[][] {
          {"exact-dedup", "exact_duplicates"},
          {"near-dedup", "near_duplicates"},
        }) {
      Optional<StageRows> stage = stage(kind[0]).filter(rows -> has(rows, kind[1]));
      if (stage.isEmpty()) {
        continue;
      }
      Dataset<Row> rows = stage.get().rows();
      Column sources =
          has(stage.get(), "twin_sources")
              ? substring(concat_ws(", ", col("twin_sources")), 1, TEXT)
              : lit("");
      rows.where(kept().and(col(kind[1]).gt(0)))
          .orderBy(col(kind[1]).desc(), col(Columns.PROBLEM_ID))
          .select(
              col(kind[1]).plus(1),
              substring(col(Columns.PROBLEM), 1, TEXT),
              col(Columns.PROBLEM_ID),
              sources)
          .limit(CLUSTERS)
          .collectAsList()
          .forEach(
              row -> {
                lines.append("<tr><th scope=\"row\">").append(kind[0]).append("</th>");
                lines.append("<td class=\"num\">").append(Figures.count(row.getInt(0)));
                lines.append("</td><td><div class=\"m\">");
                lines.append(Html.text(row.getString(1))).append("</div><small>");
                lines.append("kept as <code>").append(Html.excerpt(row.getString(2), LABEL));
                lines.append("</code> ").append(Html.text(row.getString(3)));
                lines.append("</small></td></tr>\n");
              });
    }
    if (!lines.isEmpty()) {
      page.append("<h3>Largest clusters</h3>\n<div class=\"scroll\"><table class=\"small\">")
          .append("<thead><tr><th scope=\"col\">stage</th><th scope=\"col\" class=\"num\">")
          .append("members</th><th scope=\"col\">the one that was kept, and the sources</th>")
          .append("</tr></thead><tbody>\n")
          .append(lines)
          .append("</tbody></table></div>\n");
    }
  }

  private void benchmarks() {
    Optional<StageRows> stage =
        stage("decontaminate").filter(rows -> has(rows, "contaminated_item"));
    if (stage.isEmpty()) {
      return;
    }
    Dataset<Row> found =
        stage
            .get()
            .rows()
            .where(kept().unary_$bang().and(col("contaminated_by").isNotNull()))
            .select(
                label(col("contaminated_by")).as("benchmark"),
                col(Columns.REASON),
                col("contaminated_item"));
    Map<String, Long> items = new LinkedHashMap<>();
    found
        .groupBy("benchmark")
        .agg(countDistinct(col("contaminated_item")).as("items"), count(lit(1)).as("rows"))
        .orderBy(col("rows").desc(), col("benchmark"))
        .limit(BENCHMARKS)
        .collectAsList()
        .forEach(row -> items.put(row.getString(0), row.getLong(1)));
    if (items.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(items.keySet());
    Map<String, double[]> byReason = new TreeMap<>();
    found
        .groupBy(col("benchmark"), label(col(Columns.REASON)).as("reason"))
        .count()
        .orderBy("benchmark", "reason")
        .limit(BENCHMARKS * 10)
        .collectAsList()
        .forEach(
            row -> {
              int at = names.indexOf(row.getString(0));
              if (at >= 0) {
                byReason.computeIfAbsent(row.getString(1), any -> new double[names.size()])[at] =
                    row.getLong(2);
              }
            });
    JsonNode sizes = stage.get().manifest().path("metrics").path("benchmark_items");
    List<String> labels = new ArrayList<>();
    items.forEach(
        (name, hit) ->
            labels.add(
                name
                    + " ("
                    + Figures.count(hit)
                    + (sizes.has(name) ? " of " + Figures.count(sizes.path(name).asLong()) : "")
                    + " items)"));
    List<Series> series = new ArrayList<>();
    byReason.forEach((reason, values) -> series.add(new Series(reason, Role.BESIDE, values)));
    heading("Contamination");
    add(
        new Chart(
            "Rejected problems by benchmark",
            "Problems that are, hold or vary an item of a benchmark, by what was found; in brackets "
                + "how many of the benchmark's items the pool has.",
            Kind.BARS,
            Unit.COUNT,
            "benchmark",
            labels,
            series));
  }

  private void solveRates() {
    boolean first = true;
    for (StageRows stage : stages) {
      String prefix = stage.name().replace('-', '_');
      if (!has(stage, prefix + BY_MODEL)) {
        continue;
      }
      Column rate = col("one.solve_rate");
      Column bin =
          when(rate.leq(0), 0)
              .when(rate.geq(1), BINS - 1)
              .otherwise(least(lit(BINS - 2), ceil(rate.multiply(10))));
      Map<String, double[][]> counts = new TreeMap<>();
      stage
          .rows()
          .select(kept().as("kept"), explode(col(prefix + BY_MODEL)).as("one"))
          .where(rate.isNotNull())
          .groupBy(label(col("one.model")).as("model"), col("kept"), bin.cast("int").as("bin"))
          .count()
          .orderBy("model", "kept", "bin")
          .limit(MODELS * BINS)
          .collectAsList()
          .forEach(
              row ->
                  counts
                          .computeIfAbsent(row.getString(0), any -> new double[2][BINS])[
                          row.getBoolean(1) ? 0 : 1][row.getInt(2)] =
                      row.getLong(3));
      for (Map.Entry<String, double[][]> model : counts.entrySet()) {
        if (first) {
          heading("Solve rates");
          first = false;
        }
        add(
            new Chart(
                "Solved by " + Html.excerpt(model.getKey(), LABEL) + ", " + stageName(stage),
                "Problems by the share of attempts that were right. A rule stops at the attempts that "
                    + "decide it, so rates are those of the attempts counted.",
                Kind.COLUMNS,
                Unit.COUNT,
                "solve rate",
                RATES,
                List.of(
                    new Series("kept", Role.KEPT, model.getValue()[0]),
                    new Series("rejected", Role.GONE, model.getValue()[1]))));
      }
    }
  }

  private void attempts() {
    List<String> names = new ArrayList<>();
    List<double[]> effort = new ArrayList<>();
    for (JsonNode stage : folder.stages()) {
      for (JsonNode model : stage.path("metrics").path("coverage")) {
        double decided = model.path("decided_by_attempts").asDouble();
        double used = decided * model.path("mean_attempts_used").asDouble();
        if (decided > 0) {
          names.add(stage.path("stage").asText() + ": " + model.path("model").asText());
          effort.add(
              new double[] {
                Math.round(used),
                Math.round(decided * model.path("attempts_of_rule").asDouble() - used)
              });
        }
      }
    }
    StringBuilder spent = spent();
    if (names.isEmpty() && spent.isEmpty()) {
      return;
    }
    heading("Attempts, tokens and time");
    if (!names.isEmpty()) {
      add(
          new Chart(
              "What early stopping saves",
              "Attempts that decided the problems, and those that the rule names but that could not "
                  + "change a verdict any more.",
              Kind.BARS,
              Unit.COUNT,
              "stage and model",
              names,
              List.of(
                  new Series("needed", Role.KEPT, effort.stream().mapToDouble(e -> e[0]).toArray()),
                  new Series(
                      "saved", Role.GONE, effort.stream().mapToDouble(e -> e[1]).toArray()))));
    }
    page.append(spent);
  }

  /** What the run's attempts took; Whittle knows no prices, so tokens and hours are the cost. */
  private StringBuilder spent() {
    StringBuilder out = new StringBuilder();
    folder
        .attempts()
        .ifPresent(
            attempts -> {
              List<Row> rows =
                  attempts
                      .groupBy(label(col("model")).as("model"))
                      .agg(
                          count(lit(1)),
                          sum(col("correct").cast("long")),
                          sum(col("prompt_tokens").cast("long")),
                          sum(col("completion_tokens").cast("long")),
                          sum(
                              col("finished_at")
                                  .cast("double")
                                  .minus(col("started_at").cast("double"))),
                          sum(col("error").isNotNull().cast("long")))
                      .orderBy("model")
                      .limit(MODELS)
                      .collectAsList();
              if (rows.isEmpty()) {
                return;
              }
              out.append("<h3>Attempts of the run</h3>\n<div class=\"scroll\">")
                  .append("<table class=\"small\"><thead><tr><th scope=\"col\">model</th>");
              for (String name :
                  List.of(
                      "attempts",
                      "right",
                      "failed",
                      "prompt tokens",
                      "completion tokens",
                      "time of requests")) {
                out.append("<th scope=\"col\" class=\"num\">").append(name).append("</th>");
              }
              out.append("</tr></thead><tbody>\n");
              for (Row row : rows) {
                out.append("<tr><th scope=\"row\">").append(Html.excerpt(row.getString(0), LABEL));
                out.append("</th>").append(cell(row, 1)).append(cell(row, 2));
                out.append(cell(row, 6)).append(cell(row, 3)).append(cell(row, 4));
                out.append("<td class=\"num\">");
                out.append(row.isNullAt(5) ? "–" : Figures.seconds(row.getDouble(5)));
                out.append("</td></tr>\n");
              }
              out.append("</tbody></table></div>\n<p class=\"soft\">A dash: the recordings do not ")
                  .append("say. Time of requests is their sum, however many ran at once.</p>\n");
            });
    return out;
  }

  private static String cell(Row row, int at) {
    return "<td class=\"num\">"
        + (row.isNullAt(at) ? "–" : Figures.count(row.getLong(at)))
        + "</td>";
  }

  private void poolAgainstCore() {
    if (core.isEmpty()) {
      return;
    }
    Optional<StageRows> judged =
        stages.stream()
            .filter(stage -> has(stage, stage.name().replace('-', '_') + BY_MODEL))
            .findFirst();
    Optional<StageRows> last = stage("core-set");
    if (last.isEmpty()) {
      return;
    }
    heading("The pool against the core set");
    page.append("<div class=\"pair\">\n");
    if (has(last.get(), "difficulty")) {
      double[] survivors = shares(tenths(last.get().rows(), col("difficulty")));
      add(
          new Chart(
              "Difficulty",
              "One less the solve rates; 1 is the hardest. Every survivor, and those of the core set.",
              Kind.BESIDE,
              Unit.PERCENT,
              "difficulty",
              TENTHS,
              List.of(
                  new Series("survivors", Role.BESIDE, survivors),
                  new Series(
                      "core set",
                      Role.KEPT,
                      shares(tenths(core.get().rows(), col("difficulty")))))));
    }
    judged.ifPresent(this::firstModel);
    page.append("</div>\n");
    // Before any model judged: what the stages of text and identity left.
    domains(judged.orElse(last.get()));
  }

  private void domains(StageRows pool) {
    if (!has(pool, "domain_group")) {
      return;
    }
    Map<String, Double> before = domainShares(pool.rows(), col("domain_group"));
    Map<String, Double> after = domainShares(core.get().rows(), core.get().domain());
    List<String> names = new ArrayList<>(before.keySet());
    after.keySet().stream().filter(name -> !before.containsKey(name)).forEach(names::add);
    names = names.subList(0, Math.min(names.size(), DOMAINS));
    add(
        new Chart(
            "Domains",
            "Share of each domain: of what "
                + stageName(pool)
                + " was given, and of the core set, whose quotas decide.",
            Kind.BARS_BESIDE,
            Unit.PERCENT,
            "domain",
            names,
            List.of(
                new Series("pool", Role.BESIDE, values(names, before)),
                new Series("core set", Role.KEPT, values(names, after)))));
  }

  private void firstModel(StageRows judged) {
    String rate = judged.name().replace('-', '_') + "_solve_rate";
    if (!has(judged, rate)
        || core.get().solveRates(Integer.MAX_VALUE).stream().noneMatch(rate::equals)) {
      return;
    }
    add(
        new Chart(
            "Solved by the models of " + stageName(judged),
            "Share of right attempts: of every problem that has any, and of the core set.",
            Kind.BESIDE,
            Unit.PERCENT,
            "solve rate",
            TENTHS,
            List.of(
                new Series("pool", Role.BESIDE, shares(tenths(judged.rows(), col(rate)))),
                new Series("core set", Role.KEPT, shares(tenths(core.get().rows(), col(rate)))))));
  }

  private static Map<String, Double> domainShares(Dataset<Row> rows, Column domain) {
    List<Row> counts =
        rows.groupBy(label(domain).as("domain"))
            .count()
            .orderBy(col("count").desc(), col("domain"))
            .limit(DOMAINS * 4)
            .collectAsList();
    double all = counts.stream().mapToLong(row -> row.getLong(1)).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    counts.forEach(row -> shares.put(row.getString(0), 100 * row.getLong(1) / all));
    return shares;
  }

  private static double[] values(List<String> names, Map<String, Double> by) {
    return names.stream().mapToDouble(name -> by.getOrDefault(name, 0.0)).toArray();
  }

  /** Rows by tenths of a value in [0, 1]; rows without it are not counted. */
  private static double[] tenths(Dataset<Row> rows, Column value) {
    double[] counts = new double[TENTHS.size()];
    rows.where(value.isNotNull())
        .groupBy(greatest(lit(0), least(lit(9), floor(value.multiply(10)))).cast("int").as("bin"))
        .count()
        .collectAsList()
        .forEach(row -> counts[row.getInt(0)] = row.getLong(1));
    return counts;
  }

  private static double[] shares(double[] counts) {
    double all = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> all == 0 ? 0 : 100 * count / all).toArray();
  }

  private Optional<StageRows> stage(String name) {
    return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
  }

  private static boolean has(StageRows stage, String column) {
    return Arrays.asList(stage.rows().columns()).contains(column);
  }

  private static Column kept() {
    return col(Columns.VERDICT).equalTo(Verdict.KEPT.code());
  }

  /** Labels may be any text of the data: they are cut before they come to the driver. */
  private static Column label(Column text) {
    return substring(coalesce(text, lit("none")), 1, LABEL);
  }

  private static String stageName(StageRows stage) {
    return Html.excerpt(stage.name(), LABEL);
  }

  private void heading(String title) {
    page.append("<h2>").append(title).append("</h2>\n");
  }

  private void add(Chart chart) {
    page.append(chart.html());
  }

  private static List<String> rates() {
    List<String> names = new ArrayList<>();
    names.add("never");
    for (int tenth = 0; tenth < BINS - 2; tenth++) {
      names.add(String.format(Locale.ROOT, "%d–%d %%", tenth * 10, tenth * 10 + 10));
    }
    names.add("always");
    return List.copyOf(names);
  }

  private static List<String> tenths() {
    List<String> names = new ArrayList<>();
    for (int tenth = 0; tenth < 10; tenth++) {
      names.add(String.format(Locale.ROOT, "%.1f–%.1f", tenth / 10.0, (tenth + 1) / 10.0));
    }
    return List.copyOf(names);
  }
}
