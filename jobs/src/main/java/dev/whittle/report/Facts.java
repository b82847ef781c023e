// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Shows the small facts of a manifest without knowing them: numbers by name as bars, lists of
 * objects as tables, single values as a list of terms. Long ones are cut, and say so.
 */
final class Facts {
  private static final int ENTRIES = 40;
  private static final int COLUMNS = 10;
  private static final int TEXT_BYTES = 600;
  private static final int JSON_BYTES = 4_000;

  private Facts() {}

  /** The facts of an object except those of the given names. */
  static String html(JsonNode facts, Set<String> except) {
    StringBuilder terms = new StringBuilder();
    StringBuilder rest = new StringBuilder();
    for (Map.Entry<String, JsonNode> fact : facts.properties()) {
      JsonNode value = fact.getValue();
      if (except.contains(fact.getKey())
          || value.isNull()
          || value.isEmpty() && value.isContainerNode()) {
        continue;
      }
      if (value.isValueNode()) {
        terms.append("<dt>").append(name(fact.getKey())).append("</dt><dd>");
        terms.append(scalar(value)).append("</dd>");
        continue;
      }
      rest.append("<h3>").append(name(fact.getKey())).append("</h3>");
      if (value.isObject() && all(value, JsonNode::isNumber)) {
        rest.append(bars(value));
      } else if (value.isArray() && all(value, JsonNode::isValueNode)) {
        rest.append("<p>").append(Html.excerpt(joined(value), JSON_BYTES)).append("</p>");
      } else if (all(value, line -> line.isObject() && all(line, JsonNode::isValueNode))) {
        rest.append(table(value));
      } else {
        rest.append("<pre>")
            .append(Html.excerpt(value.toPrettyString(), JSON_BYTES))
            .append("</pre>");
      }
    }
    return (terms.isEmpty() ? "" : "<dl class=\"facts\">" + terms + "</dl>\n") + rest;
  }

  /** Counts by name as bars on one scale. */
  static String bars(JsonNode counts) {
    double most = 0;
    for (JsonNode count : counts) {
      most = Math.max(most, count.asDouble());
    }
    StringBuilder out = new StringBuilder("<ul class=\"bars\">");
    int shown = 0;
    for (Map.Entry<String, JsonNode> count : counts.properties()) {
      if (shown++ == ENTRIES) {
        break;
      }
      double value = count.getValue().asDouble();
      out.append("<li><span>")
          .append(Html.excerpt(count.getKey(), TEXT_BYTES))
          .append("</span><i style=\"--lin:")
          .append(percent(most > 0 ? Math.max(value, 0) / most : 0))
          .append("\"></i><span class=\"num\">")
          .append(Figures.number(value))
          .append("</span></li>");
    }
    return out.append("</ul>").append(leftOut(counts.size())).append('\n').toString();
  }

  /** A share as a CSS length. */
  static String percent(double share) {
    return Math.round(share * 10_000) / 100.0 + "%";
  }

  private static String table(JsonNode lines) {
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode line : lines) {
      line.fieldNames().forEachRemaining(columns::add);
    }
    List<String> shown = columns.stream().limit(COLUMNS).toList();
    StringBuilder out =
        new StringBuilder("<div class=\"scroll\"><table class=\"small\"><thead><tr>");
    List<String> keys = new ArrayList<>();
    if (lines.isObject()) {
      lines.fieldNames().forEachRemaining(keys::add);
      out.append("<th scope=\"col\">name</th>");
    }
    for (String column : shown) {
      out.append("<th scope=\"col\">").append(name(column)).append("</th>");
    }
    out.append("</tr></thead><tbody>");
    int row = 0;
    for (JsonNode line : lines) {
      if (row == ENTRIES) {
        break;
      }
      out.append("<tr>");
      if (lines.isObject()) {
        out.append("<th scope=\"row\">")
            .append(Html.excerpt(keys.get(row), TEXT_BYTES))
            .append("</th>");
      }
      for (String column : shown) {
        JsonNode value = line.path(column);
        out.append(value.isNumber() ? "<td class=\"num\">" : "<td>");
        out.append(scalar(value)).append("</td>");
      }
      out.append("</tr>");
      row++;
    }
    return out.append("</tbody></table></div>")
        .append(leftOut(lines.size()))
        .append('\n')
        .toString();
  }

  private static String leftOut(int size) {
    return size > ENTRIES
        ? "<p class=\"soft\">" + Figures.count(size - ENTRIES) + " more.</p>"
        : "";
  }

  private static String scalar(JsonNode value) {
    if (value.isNumber()) {
      return Figures.number(value.asDouble());
    }
    return Html.excerpt(value.isNull() ? "–" : value.asText(), TEXT_BYTES);
  }

  private static String joined(JsonNode list) {
    List<String> parts = new ArrayList<>();
    for (JsonNode value : list) {
      parts.add(value.isNumber() ? Figures.number(value.asDouble()) : value.asText());
    }
    return String.join(", ", parts);
  }

  private static String name(String key) {
    return Html.excerpt(key.replace('_', ' ').replace('-', ' '), TEXT_BYTES);
  }

  private static boolean all(JsonNode node, Predicate<JsonNode> law) {
    for (JsonNode child : node) {
      if (!law.test(child)) {
        return false;
      }
    }
    return true;
  }
}
