// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whittle.select.Weighing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the selection weighed, as a table: a line for every step of the ladder, and beside each
 * figure of the core set the interval that holds 95% of random draws of the survivors.
 */
final class Ladder {
  private static final String[][] MEASURES = {
    {"difficulty", "Difficulty", "mean; 1 is the hardest"},
    {"domain_entropy", "Spread over domains", "entropy, in bits"},
    {"nearest_distance", "Nearest other", "1 − cosine within the core set: higher repeats less"},
    {"distance_to_core", "From the survivors", "1 − cosine to the nearest: lower covers more"},
    {"length", "Length", "of the statement, in characters"},
  };

  private Ladder() {}

  /**
   * The section, or nothing when the stage weighed nothing.
   *
   * @param selection the stage's metric of that name
   * @param pool problems at the beginning of the funnel
   */
  static String html(JsonNode selection, long pool) {
    if (!selection.isArray() || selection.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<h2>What the selection weighed</h2>\n<p>");
    out.append("Each figure is the core set's; below it the 95% of as many survivors drawn at ")
        .append("random (100 draws), and what as many with the best score have. A figure outside ")
        .append("of the interval is bold: there the selection did more than chance. Bits of ")
        .append("selection are the logarithm, to base 2, of the number of ways to choose so many ")
        .append("of the ")
        .append(Figures.count(pool))
        .append(" problems of the pool.</p>\n");
    out.append("<div class=\"scroll\"><table class=\"small\" id=\"ladder\"><thead><tr>");
    out.append("<th scope=\"col\" class=\"num\">First</th>");
    out.append("<th scope=\"col\" class=\"num\">Bits</th>");
    for (String[] measure : MEASURES) {
      out.append("<th scope=\"col\">").append(measure[1]);
      out.append("<br><small>").append(measure[2]).append("</small></th>");
    }
    out.append("</tr></thead><tbody>\n");
    for (JsonNode step : selection) {
      long size = step.path("size").asLong();
      out.append("<tr><th scope=\"row\" class=\"num\">").append(Figures.count(size));
      out.append("</th><td class=\"num\">");
      out.append(Figures.count(Math.round(Weighing.bits(Math.max(pool, size), size))));
      out.append("</td>");
      for (String[] measure : MEASURES) {
        cell(out, step.path(measure[0]), measure[0].equals("length"));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n<div class=\"pair\">\n");
    out.append(chart(selection, "difficulty", "Difficulty by size", "Mean difficulty"));
    out.append(
        chart(selection, "distance_to_core", "Coverage by size", "Mean distance to the nearest"));
    return out.append("</div>\n").toString();
  }

  /** The core set's figure over the steps of the ladder, in the band of random draws. */
  private static String chart(JsonNode selection, String measure, String title, String words) {
    List<String> sizes = new ArrayList<>();
    selection.forEach(step -> sizes.add(Figures.count(step.path("size").asLong())));
    if (sizes.size() < 2 || !selection.get(0).has(measure)) {
      return "";
    }
    return new Chart(
            title,
            words + " of every beginning of the ranking; the band holds 95 % of random draws.",
            Chart.Kind.LINES,
            Chart.Unit.NUMBER,
            "first",
            sizes,
            List.of(
                series(selection, measure, "core set", Chart.Role.KEPT, "core"),
                series(selection, measure, "best by score", Chart.Role.BESIDE, "top_by_score"),
                series(selection, measure, "random, 2.5 %", Chart.Role.LOW, "random_low"),
                series(selection, measure, "random draws", Chart.Role.HIGH, "random_high")))
        .html();
  }

  private static Chart.Series series(
      JsonNode selection, String measure, String name, Chart.Role role, String key) {
    double[] values = new double[selection.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = selection.get(i).path(measure).path(key).asDouble(Double.NaN);
    }
    return new Chart.Series(name, role, values);
  }

  private static void cell(StringBuilder out, JsonNode values, boolean whole) {
    double core = values.path("core").asDouble();
    double low = values.path("random_low").asDouble();
    double high = values.path("random_high").asDouble();
    boolean outside = core < low || core > high;
    out.append("<td>").append(outside ? "<b>" : "").append(number(core, whole));
    out.append(outside ? "</b>" : "").append("<br><small>").append(number(low, whole));
    out.append(" to ").append(number(high, whole)).append(" · best score ");
    out.append(number(values.path("top_by_score").asDouble(), whole)).append("</small></td>");
  }

  private static String number(double value, boolean whole) {
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.3f", value);
  }
}
