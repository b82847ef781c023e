// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The funnel of a run as a table for a terminal. */
public final class Funnel {
  private static final String[] HEAD = {
    "funnel stage", "in", "kept", "rejected", "kept", "time", "rows/s"
  };

  /** Between two columns. */
  private static final String GAP = "  ";

  private Funnel() {}

  /**
   * Lays out {@code funnel.json}: a line a stage, its reasons indented below it (the most frequent
   * first) with their counts under {@code rejected}, and a line on the whole. Lines end in {@code
   * \n} and carry no colours and no trailing spaces. Counts are shown as given: sums are the
   * runner's to check.
   *
   * @param funnel the list in {@code funnel.json}; an empty one gives one line that says so
   */
  public static String table(JsonNode funnel) {
    if (funnel.isEmpty()) {
      return "No funnel stage has finished.\n";
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(HEAD);
    int position = 0;
    double seconds = 0;
    for (JsonNode stage : funnel) {
      position++;
      long in = stage.path("in").asLong();
      long kept = stage.path("kept").asLong();
      seconds += stage.path("seconds").asDouble();
      lines.add(
          new String[] {
            "%2d ".formatted(position) + stage.path("stage").asText(),
            Figures.count(in),
            Figures.count(kept),
            Figures.count(in - kept),
            Figures.share(kept, in),
            Figures.seconds(stage.path("seconds").asDouble()),
            Figures.count(Math.round(stage.path("rows_per_second").asDouble()))
          });
      for (Map.Entry<String, Long> reason : reasons(stage)) {
        lines.add(
            new String[] {
              "     " + reason.getKey(), "", "", Figures.count(reason.getValue()), "", "", ""
            });
      }
    }
    long first = funnel.get(0).path("in").asLong();
    long last = funnel.get(funnel.size() - 1).path("kept").asLong();
    return laidOut(lines)
        + Figures.count(first)
        + " problems in, "
        + Figures.count(last)
        + " kept ("
        + Figures.share(last, first)
        + ") in "
        + Figures.seconds(seconds)
        + ".\n";
  }

  /** The reasons of a stage with their counts, the most frequent first, then by code. */
  static List<Map.Entry<String, Long>> reasons(JsonNode stage) {
    List<Map.Entry<String, Long>> reasons = new ArrayList<>();
    for (Map.Entry<String, JsonNode> reason : stage.path("rejected").properties()) {
      reasons.add(Map.entry(reason.getKey(), reason.getValue().asLong()));
    }
    reasons.sort(
        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    return reasons;
  }

  private static String laidOut(List<String[]> lines) {
    int[] widths = new int[HEAD.length];
    for (String[] line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder out =
          new StringBuilder(line[0]).append(" ".repeat(widths[0] - line[0].length()));
      for (int i = 1; i < widths.length; i++) {
        out.append(GAP).append(" ".repeat(widths[i] - line[i].length())).append(line[i]);
      }
      text.append(out.toString().stripTrailing()).append('\n');
      if (line == HEAD) {
        text.append("-".repeat(out.length())).append('\n');
      }
    }
    return text.append('\n').toString();
  }
}
