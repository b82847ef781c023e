// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * A chart of the report. The page has its numbers twice: as an attribute, from which its script
 * draws the chart, and as a table below it, for whoever has no script or no eyes for charts. Names
 * may be text of the data: they are cut and escaped, and the script shows them as text.
 *
 * @param words one or two sentences on how to read it; markup of the page's own
 * @param along what the categories are
 * @param categories at most a few dozen
 */
record Chart(
    String title,
    String words,
    Kind kind,
    Unit unit,
    String along,
    List<String> categories,
    List<Series> series) {

  private static final int LABEL = 60;

  /** How it is drawn. */
  enum Kind {
    /** Stacked columns, a category beside the other. */
    COLUMNS,
    /** Columns beside each other in each category. */
    BESIDE,
    /** Stacked horizontal bars, a category below the other. */
    BARS,
    /** Horizontal bars beside each other in each category. */
    BARS_BESIDE,
    /** Lines over categories that are sizes. */
    LINES
  }

  /** What the values are. */
  enum Unit {
    COUNT,
    PERCENT,
    NUMBER;

    String text(double value) {
      if (Double.isNaN(value)) {
        return "–";
      }
      return switch (this) {
        case COUNT -> Figures.count(Math.round(value));
        case PERCENT -> String.format(Locale.ROOT, "%.1f %%", value);
        case NUMBER -> String.format(Locale.ROOT, "%.3f", value);
      };
    }
  }

  /** What a series stands for, by which its colour is chosen. */
  enum Role {
    KEPT,
    GONE,
    BESIDE,
    /** The lower edge of a band; the next series must be its upper one. */
    LOW,
    HIGH
  }

  /** Values by category; NaN where there is none. */
  record Series(String name, Role role, double[] values) {}

  /** The chart as a part of the page. */
  String html() {
    StringBuilder out = new StringBuilder("<figure class=\"chart\">\n<figcaption><h3>");
    out.append(title).append("</h3><p class=\"soft\">").append(words).append("</p></figcaption>\n");
    out.append("<div class=\"plot needs-script\" hidden data-chart=\"");
    out.append(Html.text(json())).append("\"></div>\n");
    out.append("<details class=\"sub\"><summary>The numbers</summary>");
    out.append("<div class=\"scroll\"><table class=\"small\"><thead><tr><th scope=\"col\">");
    out.append(along).append("</th>");
    for (Series one : series) {
      out.append("<th scope=\"col\" class=\"num\">").append(Html.excerpt(one.name(), LABEL));
      out.append("</th>");
    }
    out.append("</tr></thead><tbody>\n");
    for (int i = 0; i < categories.size(); i++) {
      out.append("<tr><th scope=\"row\">").append(Html.excerpt(categories.get(i), LABEL));
      out.append("</th>");
      for (Series one : series) {
        out.append("<td class=\"num\">").append(unit.text(one.values()[i])).append("</td>");
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div></details>\n</figure>\n").toString();
  }

  private String json() {
    ObjectNode chart = JsonNodeFactory.instance.objectNode();
    chart.put("title", title);
    chart.put("kind", kind.name());
    chart.put("unit", unit.name());
    ArrayNode names = chart.putArray("categories");
    categories.forEach(name -> names.add(cut(name)));
    ArrayNode all = chart.putArray("series");
    for (Series one : series) {
      ObjectNode node = all.addObject().put("name", cut(one.name())).put("role", one.role().name());
      ArrayNode values = node.putArray("values");
      for (double value : one.values()) {
        if (Double.isNaN(value)) {
          values.addNull();
        } else {
          values.add(value);
        }
      }
    }
    return chart.toString();
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LABEL
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LABEL)) + "…";
  }
}
