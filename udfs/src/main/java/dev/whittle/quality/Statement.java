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

  private static String flat(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int changed = firstChange(lower);
    if (changed == lower.length()) {
      return lower;
    }
    StringBuilder flat = new StringBuilder(lower.length()).append(lower, 0, changed);
    boolean space = changed == 0 || lower.charAt(changed - 1) == ' ';
    for (int i = changed; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (isSpace(c)) {
        if (!space) {
          flat.append(' ');
        }
        space = true;
      } else {
        flat.append(c);
        space = false;
      }
    }
    return flat.toString();
  }

  /** Where the first white space is that is not one space between others; the length if none. */
  private static int firstChange(String text) {
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isSpace(c)) {
        space = false;
      } else if (space || c != ' ') {
        return i;
      } else {
        space = true;
      }
    }
    return text.length();
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || c == '\u00a0' || c == '\u3000';
  }
}
