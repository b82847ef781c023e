// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whittle.pipeline.Reason;
import dev.whittle.schema.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Writes {@code RUN/report.html}: the run on one page for people. The funnel with its reasons, what
 * the stages measured and noted, the gates, and the core set as a table that can be searched and
 * sorted.
 *
 * <p>The page needs nothing else: no network, no other file, and no script to be read (search,
 * order, charts and typeset mathematics need it; every chart has its numbers as a table). It is at
 * most {@value #BYTES} bytes and shows at most {@value #ROWS} problems; longer texts are cut in
 * their middle and say so, and {@code export/limo.jsonl} has them whole. Charts are drawn by Apache
 * ECharts, mathematics is typeset by KaTeX, both inside of the page. Text from data is escaped, and
 * a content security policy lets no other script run than the page's own and nothing be fetched.
 *
 * <p>A run that is not finished, or has no core set, gets a report of what there is.
 */
public final class HtmlReport {
  /** The most problems that the table shows. */
  static final int ROWS = 2_000;

  /** The most bytes that the page has. */
  static final int BYTES = 5_000_000;

  private static final int RATES = 3;
  private static final int CHIPS = 6;
  private static final int NOTES = 40;
  private static final int NOTE_BYTES = 600;
  private static final int CONFIG_BYTES = 8_000;
  private static final int FACETS = 12;
  private static final int LABEL = 60;

  private final RunFolder folder;
  private final JsonNode run;
  private final List<JsonNode> stages;
  private final Optional<CoreSet> core;
  private final String style;
  private final String script;
  private final StringBuilder page = new StringBuilder(1 << 20);

  private HtmlReport(RunFolder folder) {
    this.folder = folder;
    this.run = folder.run();
    this.stages = folder.stages();
    this.core = folder.coreSet();
    // Without a core set there is no mathematics to typeset.
    this.style = Vendored.own("report.css") + (core.isPresent() ? Vendored.katexStyle() : "");
    this.script =
        Vendored.echarts()
            + Vendored.own("charts.js")
            + (core.isPresent() ? Vendored.katexScript() : "")
            + Vendored.own("report.js");
  }

  /**
   * Writes or replaces the report.
   *
   * @param run the run's directory, on a file system that driver and executors share
   * @return the URI of the page
   */
  public static String write(SparkSession spark, String run) {
    RunFolder folder = new RunFolder(spark, run);
    return new HtmlReport(folder).write();
  }

  private String write() {
    String target = folder.uri() + "/report.html";
    head();
    gates();
    funnel();
    page.append(Charts.html(folder, core));
    if (core.isEmpty()) {
      page.append("<p class=\"soft\">This run has no finished core-set stage.</p>\n");
      folder.files().write(target, page + foot());
      return target;
    }
    List<String> rates = core.get().solveRates(RATES);
    glance(core.get());
    weighed();
    tableHead(rates);
    int rows = (int) Math.max(1, Math.min(ROWS, ranked()));
    CoreRows body =
        new CoreRows(page.toString(), "</tbody></table>\n" + foot(), rates, rows, BYTES);
    OneFile.write(CoreRows.select(core.get(), rates), target, body);
    return target;
  }

  private void head() {
    String recipe = run.path("recipe").asText("Run");
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append(
            "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; ")
        .append("script-src 'sha256-")
        .append(Vendored.sha256(script))
        .append("'\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.append("<link rel=\"icon\" href=\"data:,\">\n<title>Whittle: ")
        .append(Html.excerpt(recipe, LABEL))
        .append("</title>\n<style>\n")
        .append(style)
        .append("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the funnel</a>\n");
    page.append("<header>\n<div class=\"mark\">Whittle</div>\n<h1>")
        .append(Html.excerpt(recipe, LABEL))
        .append("</h1>\n<p class=\"soft\">")
        .append(String.join(" · ", about()))
        .append("</p>\n");
    JsonNode error = folder.status().path("error");
    if (error.isTextual() && !error.asText().isBlank()) {
      page.append("<div class=\"error no\" role=\"alert\"><b>The run stopped</b><div class=\"m\">")
          .append(Html.excerpt(error.asText(), 2_000))
          .append("</div></div>\n");
    }
    double seconds = stages.stream().mapToDouble(stage -> stage.path("seconds").asDouble()).sum();
    long in = stages.isEmpty() ? 0 : stages.get(0).path("in").asLong();
    long kept = last("kept");
    String end = stages.isEmpty() ? "" : stages.get(stages.size() - 1).path("stage").asText();
    page.append("<dl class=\"tiles\">");
    tile("The pool", Figures.count(in), "problems");
    tile(
        end.equals("core-set") ? "The core set" : "Kept so far",
        Figures.count(kept),
        end.equals("core-set") ? "problems, ranked" : "after " + Html.excerpt(end, LABEL));
    tile(
        "Kept",
        kept > 0 ? "1 in " + Figures.count(Math.round((double) in / kept)) : "none",
        Figures.share(kept, in));
    tile("Time", Figures.seconds(seconds), stages.size() + " funnel stages");
    page.append("</dl>\n</header>\n<main id=\"main\">\n");
  }

  private List<String> about() {
    List<String> about = new ArrayList<>();
    for (String key : List.of("run_id", "build")) {
      if (run.path(key).isTextual()) {
        about.add(Html.excerpt(run.path(key).asText(), LABEL));
      }
    }
    if (run.path("started_at").isTextual()) {
      about.add(
          moment(run.path("started_at").asText())
              + " to "
              + moment(run.path("updated_at").asText())
              + " UTC");
    }
    if (run.path("sample").isNumber()) {
      about.add("a sample of " + Figures.number(run.path("sample").asDouble()) + " of the pool");
    }
    return about;
  }

  /** {@code 2026-11-22 20:15} of an ISO instant. */
  private static String moment(String instant) {
    return Html.excerpt(
        instant.length() > 16 ? instant.substring(0, 16).replace('T', ' ') : instant, LABEL);
  }

  private void tile(String name, String value, String small) {
    page.append("<div><dt>").append(name).append("</dt><dd>").append(value);
    page.append("<small>").append(small).append("</small></dd></div>");
  }

  private long last(String count) {
    return stages.isEmpty() ? 0 : stages.get(stages.size() - 1).path(count).asLong();
  }

  /** Rows of the core set. */
  private long ranked() {
    return stages.stream()
        .filter(stage -> stage.path("stage").asText().equals("core-set"))
        .mapToLong(stage -> stage.path("kept").asLong())
        .findFirst()
        .orElse(0);
  }

  private void gates() {
    StringBuilder list = new StringBuilder();
    int broken = 0;
    int all = 0;
    for (JsonNode stage : stages) {
      for (JsonNode gate : stage.path("metrics").path("gates")) {
        boolean ok = gate.path("ok").asBoolean();
        all++;
        broken += ok ? 0 : 1;
        list.append(ok ? "<li class=\"ok\"><b>✓ Met: " : "<li class=\"no\"><b>✗ Broken: ")
            .append(Html.excerpt(gate.path("name").asText(), LABEL))
            .append(".</b> ")
            .append(Html.excerpt(gate.path("words").asText(), NOTE_BYTES))
            .append("</li>\n");
      }
    }
    if (all == 0) {
      return;
    }
    page.append("<h2>Gates</h2>\n<p class=\"soft\">")
        .append(
            broken == 0
                ? "Every gate is met."
                : broken
                    + " of "
                    + all
                    + " broken: the core set is here, but is not what was asked for.")
        .append("</p>\n<ul class=\"gates\">\n")
        .append(list)
        .append("</ul>\n");
  }

  private void funnel() {
    page.append("<h2>The funnel</h2>\n");
    if (stages.isEmpty()) {
      page.append("<p>No funnel stage has finished.</p>\n");
      return;
    }
    page.append(
            "<p>The strong part of a bar is what the stage kept, the faint part what it rejected. ")
        .append("Open a stage for its reasons and what it measured.</p>\n");
    page.append("<fieldset class=\"needs-script\" hidden><legend>Scale of the bars</legend>")
        .append(
            "<label><input type=\"radio\" name=\"scale\" value=\"log\" checked>logarithmic</label>")
        .append(
            "<label><input type=\"radio\" name=\"scale\" value=\"linear\">linear</label></fieldset>\n");
    long most = 1;
    for (JsonNode stage : stages) {
      most = Math.max(most, stage.path("in").asLong());
    }
    page.append("<div class=\"funnel log\" id=\"funnel\">\n<div class=\"head\"><span>Stage</span>");
    axis(most);
    page.append("<span class=\"num\">kept</span><span class=\"num\">of its input</span>")
        .append("<span class=\"num t\">time</span></div>\n");
    for (JsonNode stage : stages) {
      stage(stage, most);
    }
    page.append("</div>\n");
  }

  private void axis(long most) {
    page.append("<div class=\"axis log-axis\" aria-hidden=\"true\">");
    for (long tick = 1; tick <= most && tick > 0; tick *= 10) {
      if (tick == 1 || Math.log10(most) < 6 || Math.round(Math.log10(tick)) % 2 == 0) {
        tick(log(tick, most), tick);
      }
    }
    page.append("</div><div class=\"axis lin-axis\" aria-hidden=\"true\">");
    for (int quarter = 0; quarter < 4; quarter++) {
      tick(quarter / 4.0, most * quarter / 4);
    }
    page.append("</div>");
  }

  private void tick(double at, long value) {
    String text =
        value >= 1_000_000
            ? Figures.number(Math.round(value / 100_000.0) / 10.0) + "M"
            : value >= 1_000 ? value / 1_000 + "k" : Long.toString(value);
    page.append("<span style=\"left:")
        .append(Facts.percent(at))
        .append("\">")
        .append(text)
        .append("</span>");
  }

  /** Where a count stands on the logarithmic scale from 0 to the largest. */
  private static double log(long count, long most) {
    return Math.log10(count + 1.0) / Math.log10(most + 1.0);
  }

  private void stage(JsonNode stage, long most) {
    long in = stage.path("in").asLong();
    long kept = stage.path("kept").asLong();
    page.append("<details>\n<summary><span class=\"name\">")
        .append(Html.excerpt(stage.path("stage").asText(), LABEL))
        .append("</span><span class=\"bar\">")
        .append(bar(in, most))
        .append(bar(kept, most))
        .append("</span><span class=\"num\">")
        .append(Figures.count(kept))
        .append("</span><span class=\"num\">")
        .append(Figures.share(kept, in))
        .append("</span><span class=\"num soft t\">")
        .append(Figures.seconds(stage.path("seconds").asDouble()))
        .append("</span>");
    List<Map.Entry<String, Long>> reasons = Funnel.reasons(stage);
    if (!reasons.isEmpty()) {
      page.append("<span class=\"chips\">");
      for (int i = 0; i < Math.min(CHIPS, reasons.size()); i++) {
        page.append("<span><b>")
            .append(Html.excerpt(reasons.get(i).getKey(), LABEL))
            .append("</b> ")
            .append(Figures.count(reasons.get(i).getValue()))
            .append("</span>");
      }
      if (reasons.size() > CHIPS) {
        page.append("<span>and ").append(reasons.size() - CHIPS).append(" more</span>");
      }
      page.append("</span>");
    }
    page.append("</summary>\n<div class=\"more\">\n");
    page.append("<p class=\"soft\">")
        .append(Figures.count(in))
        .append(" in, ")
        .append(Figures.count(in - kept))
        .append(" rejected, ")
        .append(Figures.count(Math.round(stage.path("rows_per_second").asDouble())))
        .append(" rows a second.</p>\n");
    reasons(reasons, in);
    notes(stage.path("notes"));
    page.append(Facts.html(stage.path("metrics"), Set.of("gates", "selection")));
    details(stage);
    page.append("</div>\n</details>\n");
  }

  private static String bar(long count, long most) {
    return "<i style=\"--lin:"
        + Facts.percent((double) count / most)
        + ";--log:"
        + Facts.percent(log(count, most))
        + "\"></i>";
  }

  private void reasons(List<Map.Entry<String, Long>> reasons, long in) {
    if (reasons.isEmpty()) {
      return;
    }
    page.append(
            "<div class=\"scroll\"><table class=\"small\"><thead><tr><th scope=\"col\">reason</th>")
        .append(
            "<th scope=\"col\" class=\"num\">rejected</th><th scope=\"col\" class=\"num\">of its input</th>")
        .append("<th scope=\"col\">in words</th></tr></thead><tbody>\n");
    for (Map.Entry<String, Long> reason : reasons) {
      page.append("<tr><th scope=\"row\">")
          .append(Html.excerpt(reason.getKey(), LABEL))
          .append("</th><td class=\"num\">")
          .append(Figures.count(reason.getValue()))
          .append("</td><td class=\"num\">")
          .append(Figures.share(reason.getValue(), in))
          .append("</td><td>")
          .append(Html.text(Reason.of(reason.getKey()).map(Reason::words).orElse("")))
          .append("</td></tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private void notes(JsonNode notes) {
    if (notes.isEmpty()) {
      return;
    }
    page.append("<h3>Notes</h3>\n<ul>\n");
    for (int i = 0; i < Math.min(NOTES, notes.size()); i++) {
      page.append("<li>").append(Html.excerpt(notes.get(i).asText(), NOTE_BYTES)).append("</li>\n");
    }
    if (notes.size() > NOTES) {
      page.append("<li>").append(notes.size() - NOTES).append(" more in _stage.json</li>\n");
    }
    page.append("</ul>\n");
  }

  /** What is needed to run the stage again and to tell whether it came out the same. */
  private void details(JsonNode stage) {
    page.append("<details class=\"sub\"><summary>Configuration and fingerprint</summary>\n")
        .append("<dl class=\"facts\">");
    for (String key : List.of("algorithm", "fingerprint", "digest", "build", "data")) {
      if (stage.path(key).isValueNode() && !stage.path(key).isNull()) {
        page.append("<dt>").append(key).append("</dt><dd>");
        page.append(Html.excerpt(stage.path(key).asText(), NOTE_BYTES)).append("</dd>");
      }
    }
    page.append("</dl>\n");
    JsonNode config = stage.path("decides").path("config");
    if (!config.isEmpty()) {
      page.append("<pre>")
          .append(Html.excerpt(config.toPrettyString(), CONFIG_BYTES))
          .append("</pre>");
    }
    page.append("</details>\n");
  }

  /** What the core set is made of. */
  private void glance(CoreSet core) {
    Map<String, Column> facets = new LinkedHashMap<>();
    facets.put("Domain", core.domain());
    facets.put("Source", core.text(Columns.SOURCE));
    facets.put("Licence", core.text(Columns.LICENSE));
    facets.put("Solution in limo.jsonl", core.solutionKind());
    page.append("<h2>The core set at a glance</h2>\n<div class=\"facets\">\n");
    for (Map.Entry<String, Column> facet : facets.entrySet()) {
      // Labels may be any text of the data: a few, and short, come to the driver.
      Column label =
          functions.substring(functions.coalesce(facet.getValue(), functions.lit("–")), 1, LABEL);
      List<Row> counts =
          core.rows()
              .groupBy(label.as("label"))
              .count()
              .orderBy(functions.col("count").desc(), functions.col("label"))
              .limit(FACETS + 1)
              .collectAsList();
      page.append("<div><h3>")
          .append(facet.getKey())
          .append("</h3>")
          .append(bars(counts))
          .append("</div>\n");
    }
    page.append("</div>\n");
  }

  private void weighed() {
    long pool = stages.isEmpty() ? 0 : stages.get(0).path("in").asLong();
    for (JsonNode stage : stages) {
      page.append(Ladder.html(stage.path("metrics").path("selection"), pool));
    }
  }

  private static String bars(List<Row> counts) {
    ObjectNode bars = JsonNodeFactory.instance.objectNode();
    counts.stream().limit(FACETS).forEach(row -> bars.put(row.getString(0), row.getLong(1)));
    String more = counts.size() > FACETS ? "<p class=\"soft\">and more</p>" : "";
    return Facts.bars(bars) + more;
  }

  private void tableHead(List<String> rates) {
    page.append("<h2>The core set</h2>\n<p>Every beginning of this list is a core set. ");
    long kept = ranked();
    if (kept > ROWS) {
      page.append("The first ").append(Figures.count(ROWS)).append(" of ");
      page.append(Figures.count(kept)).append(" problems are shown. ");
    }
    page.append("Long texts are cut in their middle to keep ")
        .append("this page small; <code>export/limo.jsonl</code> has them whole.</p>\n");
    page.append(
            "<div class=\"tools needs-script\" hidden><label class=\"find\">Search in everything, ")
        .append("chains too (press /)<input id=\"find\" type=\"search\" autocomplete=\"off\" ")
        .append("spellcheck=\"false\"></label><label>Order<select id=\"order\"></select></label>")
        .append("<label class=\"check\"><input id=\"typeset\" type=\"checkbox\" checked>")
        .append("Typeset mathematics</label>")
        .append("<p id=\"count\" role=\"status\"></p></div>\n");
    page.append("<table id=\"core\">\n<thead><tr>")
        .append(CoreRows.headCells(rates))
        .append("</tr></thead>\n<tbody>\n");
  }

  private String foot() {
    return "</main>\n<footer>\n<p>Written by Whittle from "
        + Html.excerpt(folder.uri(), NOTE_BYTES)
        + ". Every rejected problem is kept with its reason under verdict=rejected of its stage.</p>\n"
        + "</footer>\n<script>"
        + script
        + "</script>\n</body>\n</html>\n";
  }
}
