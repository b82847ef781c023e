// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The core set as a textbook for people, one page that needs no network: the problems by domain,
 * each with its answer and its worked solution behind a click, mathematics typeset by KaTeX (MIT),
 * whose code and fonts stand in the page.
 *
 * <p>The page stays below {@value #BYTES} bytes: what it leaves is shared out evenly over the
 * problems, and longer texts are cut in their middle, which says so. Texts are data: they are
 * escaped, the page's policy lets nothing but its own script run and nothing be fetched, and KaTeX
 * is trusted with nothing; a text that defines macros is shown as it is written.
 */
final class Textbook {
  private static final long BYTES = 24L << 20;
  private static final int LONGEST = 120_000;
  private static final int LABEL = 120;
  private static final int MOST_DOMAINS = 1_000;

  private Textbook() {}

  static void write(CoreSet core, RunFolder folder, String target) {
    // Names of domains come from the configuration or the sources: few, and cut.
    List<Row> domains =
        core.rows()
            .groupBy(substring(core.domain(), 1, LABEL).as("domain"))
            .count()
            .orderBy(functions.col("domain").asc_nulls_last())
            .limit(MOST_DOMAINS)
            .collectAsList();
    long rows = core.rows().count();
    String script = script();
    Page page =
        new Page(
            head(folder, domains, rows, script),
            "</main>\n<script>" + script + "</script>\n</body>\n</html>\n",
            rows);
    OneFile.write(
        core.byDomain(
            coalesce(core.domain(), lit("")).as("domain"),
            core.number(CoreSet.RANK).cast("long").as("rank"),
            core.question().as("question"),
            core.answer().as("answer"),
            core.solution().as("solution"),
            core.solutionKind().as("kind"),
            core.text("chain_model").as("model"),
            core.text(Columns.SOURCE).as("source"),
            core.text(Columns.LICENSE).as("license"),
            core.number("difficulty").as("difficulty")),
        target,
        page);
  }

  private static String head(RunFolder folder, List<Row> domains, long rows, String script) {
    String title = Html.excerpt(folder.run().path("recipe").asText("core set"), LABEL);
    StringBuilder out = new StringBuilder(1 << 20);
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; ")
        .append("script-src 'sha256-")
        .append(Vendored.sha256(script))
        .append("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .append(title)
        .append(": a textbook</title>\n<style>\n")
        .append(Vendored.katexStyle())
        .append(Vendored.own("textbook.css"))
        .append("</style>\n</head>\n<body>\n<header><p class=\"mark\">Whittle</p>\n<h1>");
    out.append(title).append("</h1>\n<p class=\"soft\">").append(Figures.count(rows));
    out.append(" problems by domain, in the order of their ranks. Answers and worked solutions ")
        .append("open with a click.</p>\n<nav aria-label=\"Domains\"><ol>\n");
    for (Row domain : domains) {
      String name = domain.isNullAt(0) ? "" : domain.getString(0);
      out.append("<li><a href=\"#").append(anchor(name)).append("\">").append(name(name));
      out.append("</a> <span class=\"soft\">").append(Figures.count(domain.getLong(1)));
      out.append("</span></li>\n");
    }
    return out.append("</ol></nav></header>\n<main>\n").toString();
  }

  private static String name(String domain) {
    return domain.isEmpty() ? "No domain" : Html.excerpt(domain, LABEL);
  }

  private static String anchor(String domain) {
    return "d" + Integer.toHexString(domain.hashCode());
  }

  private static String script() {
    return Vendored.katexScript() + Vendored.own("textbook.js");
  }

  /** Writes the page; on an executor. */
  private record Page(String head, String foot, long rows) implements OneFile.Body {
    @Override
    public long[] write(Iterator<Row> all, OutputStream out) throws IOException {
      out.write(utf8(head));
      long left = BYTES - utf8(head).length - utf8(foot).length;
      long shown = 0;
      String domain = null;
      while (all.hasNext()) {
        Row row = all.next();
        StringBuilder text = new StringBuilder();
        String next = row.getString(0);
        if (!next.equals(domain)) {
          text.append(domain == null ? "" : "</section>\n");
          text.append("<section><h2 id=\"").append(anchor(cut(next))).append("\">");
          text.append(name(next)).append("</h2>\n");
          domain = next;
        }
        long room = Math.max(1_000, Math.min(LONGEST, left / Math.max(1, rows - shown)));
        problem(text, row, (int) room);
        byte[] bytes = utf8(text.toString());
        out.write(bytes);
        left -= bytes.length;
        shown++;
      }
      out.write(utf8((domain == null ? "" : "</section>\n") + foot));
      return new long[] {shown};
    }

    /** As the database cuts it for the table of contents: by characters. */
    private static String cut(String domain) {
      return domain.codePointCount(0, domain.length()) <= LABEL
          ? domain
          : domain.substring(0, domain.offsetByCodePoints(0, LABEL));
    }

    private static void problem(StringBuilder out, Row row, int room) {
      long rank = row.getAs("rank");
      out.append("<article id=\"r").append(rank).append("\"><h3>").append(rank).append("</h3>\n");
      out.append("<div class=\"tex\">").append(Html.excerpt(row.getAs("question"), room / 3));
      out.append("</div>\n<details><summary>Answer</summary><div class=\"tex\">");
      out.append(Html.excerpt(Formula.of(row.getAs("answer")), room / 6))
          .append("</div></details>\n");
      String solution = row.getAs("solution");
      if (!solution.isEmpty()) {
        boolean chain = row.<String>getAs("kind").equals(CoreSet.CHAIN);
        String model = row.getAs("model");
        out.append("<details><summary>");
        out.append(chain ? "Worked by " : "Official solution");
        out.append(chain ? Html.excerpt(model == null ? "a model" : model, LABEL) : "");
        out.append("</summary><div class=\"tex\">").append(Html.excerpt(solution, room / 2));
        out.append("</div></details>\n");
      }
      out.append("<p class=\"soft\">").append(Html.excerpt(row.getAs("source"), LABEL));
      String license = row.getAs("license");
      if (license != null && !license.isBlank()) {
        out.append(" · ").append(Html.excerpt(license, LABEL));
      }
      Double difficulty = row.getAs("difficulty");
      if (difficulty != null) {
        out.append(" · difficulty ").append(Figures.number(difficulty));
      }
      out.append("</p></article>\n");
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
