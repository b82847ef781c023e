// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import dev.whittle.schema.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Writes the page around and with the rows of the core set's table, on an executor.
 *
 * <p>The page stays below {@code bytes}: what the page itself leaves is shared out evenly over the
 * rows, what a short row leaves over goes to the later ones, and longer texts are cut in their
 * middle.
 *
 * @param head the page up to the table's first row
 * @param foot the page after its last row
 * @param rates names of the solve-rate columns shown
 * @param rows how many rows the table gets at most
 * @param bytes the largest size of the whole page
 */
record CoreRows(String head, String foot, List<String> rates, int rows, long bytes)
    implements OneFile.Body {
  /** What the markup of a row and its short cells take at most, about. */
  private static final int MARKUP = 700;

  private static final int LABEL = 80;
  private static final int SHORT = 300;
  private static final int LONGEST = 40_000;

  /** The columns that {@link #write} reads, in the core set's order. */
  static Dataset<Row> select(CoreSet core, List<String> rates) {
    List<Column> columns = new ArrayList<>();
    columns.add(core.number(CoreSet.RANK).cast("long").as("rank"));
    columns.add(core.text(Columns.PROBLEM_ID).as("problem_id"));
    columns.add(core.domain().as("domain"));
    columns.add(core.number("difficulty").as("difficulty"));
    columns.add(core.number("chain_score").as("chain_score"));
    columns.add(core.text(Columns.SOURCE).as("source"));
    columns.add(core.text(Columns.LICENSE).as("license"));
    columns.add(core.text(Columns.LEVEL).as("level"));
    columns.add(core.question().as("question"));
    columns.add(core.answer().as("answer"));
    columns.add(core.solution().as("solution"));
    columns.add(core.solutionKind().as("kind"));
    columns.add(core.text("chain_model").as("model"));
    columns.add(core.text("why").as("why"));
    columns.add(
        functions
            .array(rates.stream().map(core::number).toArray(Column[]::new))
            .cast("array<double>")
            .as("rates"));
    return core.ranked(columns.toArray(Column[]::new));
  }

  /** The head cells of the table: what a row's cells are called, and how they sort. */
  static String headCells(List<String> rates) {
    StringBuilder out = new StringBuilder();
    out.append(headCell("Rank", "number")).append(headCell("Domain", "text"));
    out.append(headCell("Difficulty", "number"));
    for (String rate : rates) {
      out.append(headCell(label(rate), "number"));
    }
    out.append(headCell("Chain score", "number")).append(headCell("Source", "text"));
    return out.append(headCell("Problem", "text")).append(headCell("Answer", "text")).toString();
  }

  private static String headCell(String name, String kind) {
    String sorted = name.equals("Rank") ? " aria-sort=\"ascending\"" : "";
    return "<th scope=\"col\" data-kind=\""
        + kind
        + "\""
        + sorted
        + "><button type=\"button\">"
        + name
        + "</button></th>";
  }

  private static String label(String rate) {
    return Html.excerpt("Solved by " + CoreSet.rateName(rate), LABEL);
  }

  @Override
  public long[] write(Iterator<Row> all, OutputStream out) throws IOException {
    out.write(head.getBytes(StandardCharsets.UTF_8));
    long left = bytes - utf8(head) - utf8(foot);
    long shown = 0;
    while (all.hasNext() && shown < rows) {
      long room = Math.min(LONGEST, left / (rows - shown));
      byte[] row = row(all.next(), (int) room).getBytes(StandardCharsets.UTF_8);
      out.write(row);
      left -= row.length;
      shown++;
    }
    out.write(foot.getBytes(StandardCharsets.UTF_8));
    return new long[] {shown};
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private String row(Row row, int room) {
    long rank = row.getAs("rank");
    StringBuilder out = new StringBuilder(room + 256);
    out.append("<tr id=\"r").append(rank).append("\"><th scope=\"row\">").append(rank);
    out.append("</th>");
    cell(out, "Domain", Html.excerpt(row.getAs("domain"), LABEL));
    number(out, "Difficulty", row.getAs("difficulty"));
    List<Double> solved = row.getList(row.fieldIndex("rates"));
    for (int i = 0; i < rates.size(); i++) {
      number(out, label(rates.get(i)), solved.get(i));
    }
    number(out, "Chain score", row.getAs("chain_score"));
    cell(out, "Source", source(row));
    String answer = Html.excerpt(Formula.of(row.getAs("answer")), SHORT);
    String why = Html.excerpt(row.getAs("why"), SHORT);
    int texts = Math.max(SHORT, room - MARKUP - out.length() - answer.length() - why.length());
    String question = Html.excerpt(row.getAs("question"), texts * 3 / 5);
    int rest = Math.max(SHORT, texts - (int) utf8(question));
    out.append("<td class=\"p\" data-l=\"Problem\"><div class=\"m tex\">").append(question);
    out.append("</div><details><summary>").append(summary(row)).append("</summary><p>");
    if (!why.isEmpty()) {
      out.append(why).append("<br>");
    }
    out.append("<code>").append(Html.excerpt(row.getAs("problem_id"), LABEL)).append("</code></p>");
    String solution = Html.excerpt(row.getAs("solution"), rest);
    if (!solution.isEmpty()) {
      out.append("<div class=\"m tex chain\">").append(solution).append("</div>");
    }
    out.append("</details></td><td class=\"a\" data-l=\"Answer\"><div class=\"m tex\">")
        .append(answer);
    return out.append("</div></td></tr>\n").toString();
  }

  private static String summary(Row row) {
    String solution = row.getAs("solution");
    String length =
        ", " + Figures.count(solution.codePointCount(0, solution.length())) + " characters";
    return switch (row.<String>getAs("kind")) {
      case CoreSet.CHAIN -> {
        String model = row.getAs("model");
        yield "Chain" + (model == null ? "" : " by " + Html.excerpt(model, LABEL)) + length;
      }
      case CoreSet.OFFICIAL -> "Official solution" + length;
      default -> "No worked solution";
    };
  }

  private static String source(Row row) {
    StringBuilder out = new StringBuilder(Html.excerpt(row.getAs("source"), LABEL));
    for (String column : List.of("license", "level")) {
      String text = row.getAs(column);
      if (text != null && !text.isBlank()) {
        out.append("<small>").append(Html.excerpt(text, LABEL)).append("</small>");
      }
    }
    return out.toString();
  }

  private static void cell(StringBuilder out, String label, String html) {
    out.append("<td data-l=\"").append(label).append("\">");
    out.append(html.isEmpty() ? "–" : html).append("</td>");
  }

  private static void number(StringBuilder out, String label, Double value) {
    out.append("<td class=\"v\" data-l=\"").append(label).append("\">");
    out.append(value == null ? "–" : String.format(Locale.ROOT, "%.3f", value)).append("</td>");
  }
}
