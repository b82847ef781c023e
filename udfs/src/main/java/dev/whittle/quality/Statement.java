// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Locale;

/** A problem as the rules see it: its text as given, and once more prepared for search. */
final class Statement {
  private static final String[][] BLOCKS = {
    {"[asy]", "[/asy]"},
    {"\\begin{asy}", "\\end{asy}"},
    {"\\begin{tikzpicture}", "\\end{tikzpicture}"},
    {"\\begin{pspicture}", "\\end{pspicture}"},
    {"<asy>", "</asy>"},
  };

  private final String text;
  private final String answer;
  private final String options;
  private final String prose;
  private final String plain;
  private final int drawings;
  private final String unclosed;

  /**
   * @param problem the statement; null counts as empty
   * @param answer the answer, or null
   * @param options the options of a source that keeps them apart, or null
   */
  Statement(String problem, String answer, String options) {
    this.text = problem == null ? "" : problem;
    this.answer = answer == null ? "" : answer.strip();
    this.options = options == null ? "" : options.strip();
    StringBuilder kept = new StringBuilder(text.length());
    int count = 0;
    String open = null;
    int at = 0;
    while (at < text.length()) {
      int start = -1;
      String[] block = null;
      for (String[] candidate : BLOCKS) {
        int found = text.indexOf(candidate[0], at);
        if (found >= 0 && (start < 0 || found < start)) {
          start = found;
          block = candidate;
        }
      }
      if (block == null) {
        break;
      }
      int end = text.indexOf(block[1], start);
      kept.append(text, at, start).append('\n');
      if (end < 0) {
        open = block[0];
        at = text.length();
      } else {
        // An empty block is a lost drawing, not a drawing.
        if (text.substring(start + block[0].length(), end).isBlank()) {
          open = block[0];
        } else {
          count++;
        }
        at = end + block[1].length();
      }
    }
    this.prose =
        at == 0 ? text : kept.append(text, Math.min(at, text.length()), text.length()).toString();
    this.drawings = count;
    this.unclosed = open;
    this.plain = flat(prose);
  }

  /** The statement as given. */
  String text() {
    return text;
  }

  /** The answer, stripped; empty when there is none. */
  String answer() {
    return answer;
  }

  /** Options that the source keeps apart from the statement; empty when there are none. */
  String options() {
    return options;
  }

  /** The statement without its drawings' sources. */
  String prose() {
    return prose;
  }

  /** {@link #prose} in lower case, every run of white space one space. */
  String plain() {
    return plain;
  }

  /** Drawings given as source. */
  int drawings() {
    return drawings;
  }

  /** The opening tag of a drawing whose source is missing or cut off, or null. */
  String lostDrawing() {
    return unclosed;
  }

  /** A text that is flat already, as most are, is not copied. */
  private static String flat(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder flat = null;
    boolean space = true;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      boolean before = space;
      space = isSpace(c);
      if (flat == null && space && (before || c != ' ')) {
        flat = new StringBuilder(lower.length()).append(lower, 0, i);
      }
      if (flat != null && !(space && before)) {
        flat.append(space ? ' ' : c);
      }
    }
    return flat == null ? lower : flat.toString();
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || c == '\u00a0' || c == '\u3000';
  }
}
